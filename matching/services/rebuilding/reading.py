"""The first stage: postings into the vectors and facts of the new generation."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from matching.core.criteria import weighs_meaning
from matching.core.generation import Generation as FrozenGeneration
from matching.core.rank import vectorise
from matching.models import Generation, Piece
from matching.services.copying import as_bytea, copy_rows
from matching.services.generations import serving_generation, thaw
from matching.services.readings import UNREADABLE, fetch, read_posting
from matching.services.twins import Twin
from vocabulary.core.features import StoredFeatures, TextFeatures

logger = logging.getLogger(__name__)

COLUMNS = ("posting_id", "generation_id", "revision", "features", "vector", "facts")


@dataclass(frozen=True)
class Row:
    pk: int
    revision: int
    features: StoredFeatures
    vector: bytes
    facts: bytes


def read_piece(piece: Piece, twin: Twin, frozen: FrozenGeneration) -> list[Row]:
    """Take over what the serving generation has read alike; read the rest. What cannot be read stays due.

    An audit takes nothing over.
    """
    generation = piece.generation
    alike = [] if generation.is_audit else _take_over(piece, twin, frozen, serving_generation())
    kept = {row.pk: row for row in alike}
    live = twin.model.objects.live().filter(pk__range=(piece.first, piece.last))
    pks = live.order_by("pk").values_list("pk", flat=True)
    return [*kept.values(), *_read([pk for pk in pks if pk not in kept], twin, frozen, generation)]


def write_vectors(rows: list[Row], twin: Twin, generation: Generation) -> None:
    copy_rows(twin.vector._meta.db_table, COLUMNS, (_line(row, generation) for row in rows))


def _take_over(piece: Piece, twin: Twin, frozen: FrozenGeneration, serving: Generation) -> Iterator[Row]:
    """Another generation weighs words anew, but the same reader finds the same words, and facts are its no matter."""
    old = thaw(serving)
    if (old.featuriser, old.thesaurus, serving.read_on) != (
        frozen.featuriser,
        frozen.thesaurus,
        piece.generation.read_on,
    ) or weighs_meaning(frozen):
        # Embeddings are of the texts themselves, and a model may have come since.
        return
    up_to_date = twin.model.objects.live().exclude(pk__in=twin.behind(serving).values("pk"))
    rows = twin.vector.objects.filter(
        generation=serving, posting__in=up_to_date.filter(pk__range=(piece.first, piece.last))
    )
    for pk, revision, features, facts in rows.values_list("posting_id", "revision", "features", "facts"):
        vector = vectorise(TextFeatures.from_dict(features), frozen)
        yield Row(pk, revision, features, vector.to_bytes(), bytes(facts))


def _read(pks: list[int], twin: Twin, frozen: FrozenGeneration, generation: Generation) -> Iterator[Row]:
    for posting in fetch(twin.model, pks):
        try:
            found = read_posting(posting, frozen, on=generation.read_on)
        except UNREADABLE:
            logger.warning("%s cannot be read for %s", posting.reference, generation, exc_info=True)
            continue
        yield Row(posting.pk, found.revision, found.features.as_dict(), found.vector, found.facts)


def _line(row: Row, generation: Generation) -> str:
    features = json.dumps(row.features).replace("\\", "\\\\")
    values = (row.pk, generation.pk, row.revision, features, as_bytea(row.vector), as_bytea(row.facts))
    return "\t".join(map(str, values)) + "\n"
