"""Before the first stage, where it was asked for: fitting the new generation to the live texts, with its thesaurus."""

from collections.abc import Iterator
from dataclasses import dataclass

from matching.core import generation
from matching.core.generation import Generation as FrozenGeneration
from matching.core.generation import refit_generation
from matching.models import Generation
from matching.services.generations import thaw
from matching.services.readings import AT_ONCE, read_features
from matching.services.twins import TWINS, Twin
from vocabulary.core.features import TextFeatures

# Of each side: enough to say how common a word is, and few enough for one piece of work.
MOST_FITTED = 10_000
TEXTS = ("texts",)


@dataclass(frozen=True)
class LiveTexts:
    """What a refit could count words in: of fewer than `fewest` postings it keeps what it finds."""

    count: int
    fewest: int

    @property
    def is_enough(self) -> bool:
        return self.count >= self.fewest


def count_live_texts() -> LiveTexts:
    count = sum(twin.model.objects.live().count() for twin in TWINS.values())
    return LiveTexts(count, generation.FEWEST_TO_REFIT)


def fit(begun: Generation) -> FrozenGeneration:
    base = thaw(begun)
    texts = (text for twin in TWINS.values() for text in _read_live(twin, base))
    return refit_generation(base, texts, thesaurus=base.thesaurus)


def write_fitted(fitted: FrozenGeneration, begun: Generation) -> None:
    Generation.objects.filter(pk=begun.pk).update(frozen=fitted.as_dict(), digest=fitted.digest)


def _read_live(twin: Twin, base: FrozenGeneration) -> Iterator[TextFeatures]:
    """Of more than that many every second, third and so on, by number."""
    pks = list(twin.model.objects.live().order_by("pk").values_list("pk", flat=True))
    wanted = pks[:: -(-len(pks) // MOST_FITTED) or 1]
    for start in range(0, len(wanted), AT_ONCE):
        rows = twin.model.objects.filter(pk__in=wanted[start : start + AT_ONCE])
        for posting in rows.prefetch_related(*TEXTS).order_by("pk"):
            yield read_features(posting, base)
