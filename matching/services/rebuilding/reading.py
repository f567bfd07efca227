"""The first stage: postings into the vectors and facts of the new generation."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from matching.core.criteria import weighs_meaning
from matching.core.generation import Generation as FrozenGeneration
from matching.core.vectors import DIGEST_AT, vectorise_many
from matching.models import Generation, Piece
from matching.services.copying import as_bytea, copy_rows
from matching.services.generations import serving_generation, thaw
from matching.services.readings import read_many
from matching.services.twins import Twin
from postings.querysets import PostingQuerySet
from postings.workflow import LIVE
from vocabulary.core.features import StoredFeatures, TextFeatures

_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
COLUMNS = ("posting_id", "generation_id", "revision", "features", "vector", "facts")


@dataclass(frozen=True)
class Row:
    pk: int
    revision: int
    features: StoredFeatures
    vector: bytes
    facts: bytes


@dataclass(frozen=True)
class Readings:
    """`rows` were read; beside them all that `alike` has up to date of the same postings is taken over as it is."""

    rows: list[Row]
    alike: Generation | None = None


def read_piece(piece: Piece, twin: Twin, frozen: FrozenGeneration) -> Readings:
    """Take over what the serving generation has read alike; read the rest. What cannot be read stays due.

    An audit takes nothing over.
    """
    generation, serving = piece.generation, serving_generation()
    span = (piece.first, piece.last)
    live = twin.model.objects.live().filter(pk__range=span).order_by("pk")
    if generation.is_audit or not _reads_alike(generation, frozen, serving):
        return Readings(list(_read(live.values_list("pk", flat=True), twin, frozen, generation)))
    due = live.filter(pk__in=twin.behind(serving).filter(pk__range=span).values("pk"))
    rows = _read(due.values_list("pk", flat=True), twin, frozen, generation)
    if _weighs_alike(frozen, thaw(serving)):
        return Readings(list(rows), alike=serving)
    return Readings([*_weigh_anew(live, twin, frozen, serving), *rows])


def write_readings(found: Readings, piece: Piece, twin: Twin) -> None:
    generation = piece.generation
    copy_rows(twin.vector._meta.db_table, COLUMNS, (_line(row, generation) for row in found.rows))
    if found.alike is not None:
        _take_over(found.alike, piece, twin)


def _reads_alike(generation: Generation, frozen: FrozenGeneration, serving: Generation) -> bool:
    """The same reader finds the same words, and facts are no matter of a generation but of the day.

    Embeddings are of the texts themselves, and a model may have come since.
    """
    old = thaw(serving)
    return (
        (old.featuriser, old.thesaurus, serving.read_on)
        == (frozen.featuriser, frozen.thesaurus, generation.read_on)
    ) and not (weighs_meaning(frozen) or weighs_meaning(old))


def _weighs_alike(frozen: FrozenGeneration, old: FrozenGeneration) -> bool:
    return (frozen.documents, frozen.frequencies) == (old.documents, old.frequencies)


def _take_over(serving: Generation, piece: Piece, twin: Twin) -> None:
    """Vectors are the same but for the digest that they name; those that were read just now stand there already."""
    digest = thaw(piece.generation).digest.encode()
    vectors, postings, standings = (
        model._meta.db_table for model in (twin.vector, twin.model, twin.standing)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {vectors} ({', '.join(COLUMNS)})"  # noqa: S608 (tables of our own)
            " SELECT known.posting_id, %s, known.revision, known.features,"
            " overlay(known.vector PLACING %s FROM %s), known.facts"
            f" FROM {vectors} AS known JOIN {postings} AS posting ON posting.id = known.posting_id"
            f" JOIN {standings} AS standing USING (posting_id, generation_id)"
            " WHERE known.generation_id = %s AND known.posting_id BETWEEN %s AND %s"
            " AND posting.status = ANY(%s) AND posting.revision = standing.revision AND standing.reading = %s"
            " ORDER BY known.posting_id ON CONFLICT DO NOTHING",
            [
                piece.generation_id,
                digest,
                DIGEST_AT + 1,
                serving.pk,
                piece.first,
                piece.last,
                [status.value for status in LIVE],
                serving.reading,
            ],
        )


def _weigh_anew(
    live: PostingQuerySet, twin: Twin, frozen: FrozenGeneration, serving: Generation
) -> Iterator[Row]:
    """Another generation weighs the same words otherwise."""
    known = twin.vector.objects.filter(generation=serving, posting__in=live.order_by().values("pk"))
    up_to_date = known.exclude(posting__in=twin.behind(serving).values("pk")).order_by("posting")
    rows = list(up_to_date.values_list("posting_id", "revision", "features", "facts"))
    vectors = vectorise_many([TextFeatures.from_dict(row[2]) for row in rows], frozen)
    for (pk, revision, features, facts), vector in zip(rows, vectors, strict=True):
        yield Row(pk, revision, features, vector.to_bytes(), bytes(facts))


def _read(pks: Iterable[int], twin: Twin, frozen: FrozenGeneration, generation: Generation) -> Iterator[Row]:
    for pk, found in read_many(twin.model, list(pks), frozen, on=generation.read_on):
        yield Row(pk, found.revision, found.features.as_dict(), found.vector, found.facts)


def _line(row: Row, generation: Generation) -> str:
    features = _ENCODE(row.features).replace("\\", "\\\\")
    values = (row.pk, generation.pk, row.revision, features, as_bytea(row.vector), as_bytea(row.facts))
    return "\t".join(map(str, values)) + "\n"
