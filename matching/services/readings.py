"""From rows of postings to profiles: read anew, or as a generation has them stored."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects

from matching.adapters import PREFETCH, read_profile
from matching.core.facts import pack_facts, unpack_facts
from matching.core.generation import Generation as FrozenGeneration
from matching.core.profile import Profile
from matching.core.rank import vectorise
from matching.core.vectors import TextVector
from matching.models import Generation
from matching.services.meanings import add_embedding
from matching.services.twins import Twin
from postings.models import Posting
from postings.workflow import LIVE
from vocabulary.core.features import TextFeatures
from vocabulary.core.reading import read_text
from vocabulary.services import thesaurus_of

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
    text = posting.original_text
    return read_text(
        title=text.title if text else "",
        body=text.body if text else "",
        language=posting.original_language,
        thesaurus=thesaurus_of(frozen.thesaurus),
    )


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
