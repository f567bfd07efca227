"""From rows of postings to profiles: read anew, or as a generation has them stored."""

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, prefetch_related_objects

from matching.adapters import PREFETCH, Surroundings, read_profile
from matching.core.facts import pack_facts, unpack_facts
from matching.core.generation import Generation as FrozenGeneration
from matching.core.profile import Profile
from matching.core.rank import vectorise, vectorise_many
from matching.core.vectors import TextVector
from matching.models import Generation
from matching.services.meanings import add_embedding, embed_text
from matching.services.twins import Twin
from postings.models import Posting, PostingText
from postings.workflow import LIVE
from vocabulary.core.features import TextFeatures
from vocabulary.core.reading import read_text
from vocabulary.services import thesaurus_of

logger = logging.getLogger(__name__)

# What reading a row can raise that holds a value the engine does not know.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError)
AT_ONCE = 2_000


@dataclass(frozen=True)
class Reading:
    """A posting as it is now, and the bytes by which a later reading is compared with it."""

    revision: int
    features: TextFeatures
    profile: Profile
    vector: bytes
    facts: bytes


@dataclass(frozen=True)
class Stored:
    """A posting as a generation has it; `packed` is its vector and its facts."""

    pk: int
    revision: int
    profile: Profile
    packed: tuple[bytes, bytes]


def fetch(model: type[Posting], pks: Collection[int]) -> list[Posting]:
    """Bring what a profile is read from; the same queries for any number."""
    rows = model.objects.filter(pk__in=pks).select_related("institution__country")
    return list(rows.prefetch_related(*PREFETCH).order_by("pk"))


def fetch_due(model: type[Posting], pk: int) -> Posting:
    """Bring one that is due; of one that is not live no more is read."""
    posting = model.objects.select_related("institution__country").get(pk=pk)
    if posting.status in LIVE:
        prefetch_related_objects([posting], *PREFETCH)
    return posting


def read_posting(posting: Posting, frozen: FrozenGeneration, *, on: date) -> Reading:
    """Read one that `fetch` brought. Raises one of UNREADABLE."""
    features = read_features(posting, frozen)
    text = add_embedding(vectorise(features, frozen), posting, frozen)
    profile = read_profile(posting, features, on=on).with_vector(text)
    return Reading(posting.revision, features, profile, text.to_bytes(), pack_facts(profile))


def read_features(posting: Posting, frozen: FrozenGeneration) -> TextFeatures:
    """Read the original text only: a translation repeats it and would only add a translator's choices."""
    return read_words(posting.original_text, posting.original_language, frozen)


def read_words(text: PostingText | None, language: str, frozen: FrozenGeneration) -> TextFeatures:
    return read_text(
        title=text.title if text else "",
        body=text.body if text else "",
        language=language,
        thesaurus=thesaurus_of(frozen.thesaurus),
    )


def read_many(
    model: type[Posting], pks: Collection[int], frozen: FrozenGeneration, *, on: date
) -> Iterator[tuple[int, Reading]]:
    """Read many as `read_posting` does, far sooner; whoever cannot be read is left out and told of in the log."""
    around = Surroundings(model, on)
    found = around.fetch(pks)
    texts = original_texts(model, pks)
    features = [read_words(texts.get(row.pk), row.original_language, frozen) for row, _ in found]
    for (row, links), words, vector in zip(found, features, vectorise_many(features, frozen), strict=True):
        try:
            text = embed_text(vector, texts.get(row.pk), frozen)
            profile = around.read(row, links, words)
        except UNREADABLE:
            logger.warning("%s cannot be read for %s", row.reference, frozen.digest, exc_info=True)
            continue
        yield row.pk, Reading(row.revision, words, profile, text.to_bytes(), pack_facts(profile))


def texts_of(model: type[Posting]) -> Any:  # noqa: ANN401 (the class of texts of either side)
    options: Any = model._meta
    return options.get_field("texts").related_model


def original_texts(model: type[Posting], pks: Collection[int]) -> dict[int, PostingText]:
    texts = texts_of(model)
    rows = texts.objects.filter(posting__in=pks, language=F("posting__original_language"))
    return {text.posting_id: text for text in rows.only("posting_id", *texts.word_fields)}


def load_stored(
    twin: Twin,
    generation: Generation,
    pks: Collection[int] | None = None,
    *,
    span: tuple[int, int] | None = None,
) -> Iterator[Stored]:
    """Give live postings of a side as the generation has them, by number: those named, those of a span, or all."""
    rows = twin.vector.objects.filter(generation=generation).order_by("posting")
    if pks is not None:
        rows = rows.filter(posting__in=pks)
    if span is not None:
        rows = rows.filter(posting__pk__range=span)
    values = rows.values_list("posting_id", "revision", "facts", "vector")
    for pk, revision, facts, vector in values.iterator(chunk_size=AT_ONCE):
        yield _unpack(pk, revision, bytes(facts), bytes(vector))


def _unpack(pk: int, revision: int, facts: bytes, vector: bytes) -> Stored:
    profile = unpack_facts(facts, TextVector.from_bytes(vector))
    return Stored(pk, revision, profile, (vector, facts))
