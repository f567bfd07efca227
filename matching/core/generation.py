"""Generations: what a score depends on besides its pair, fitted to texts alone, without labels."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from matching.core.bands import USUAL_THRESHOLDS
from matching.core.criteria import SCORER, USUAL_WEIGHTS
from matching.core.frozen import FACTOR_UNIT, Generation, language_pair
from matching.core.similarity import likeness, products_of_grams, products_of_words
from matching.core.vectors import TextVector, vectorise_many
from vocabulary.core.features import TextFeatures
from vocabulary.core.reading import FEATURISER

__all__ = ["Generation", "fit_generation", "refit_generation"]

# Fewer texts than this of a language say nothing about it, fewer than that in all say nothing about how common words are.
FEWEST_TEXTS, FEWEST_TO_REFIT = 20, 200
# A sample is enough for a mean, and keeps a refit short on large tables.
MOST_TEXTS = 400
BEST = 10
USUAL_FACTOR = 5 * FACTOR_UNIT // 4
SMALLEST_FACTOR, LARGEST_FACTOR = FACTOR_UNIT, 4 * FACTOR_UNIT
LANGUAGES = ("en", "es", "fr", "pt")


def fit_generation(
    features: Iterable[TextFeatures],
    *,
    thesaurus: str,
    weights: Mapping[str, int] | None = None,
) -> Generation:
    """`thesaurus` is the digest of the file that the features were read with."""
    # In an order of their own, so that a sample does not depend on how they came.
    texts = sorted((text for text in features if text.counts), key=_order)
    frequencies = Counter(name for text in texts for name, _ in text.counts)
    generation = Generation(
        featuriser=FEATURISER,
        scorer=SCORER,
        thesaurus=thesaurus,
        documents=len(texts),
        frequencies=dict(sorted(frequencies.items())),
        language_factors={},
        weights=dict(weights or USUAL_WEIGHTS),
        thresholds=dict(USUAL_THRESHOLDS),
    )
    return replace(generation, language_factors=_factors(texts, generation))


def refit_generation(base: Generation, features: Iterable[TextFeatures], *, thesaurus: str) -> Generation:
    """Fit to other texts, with the weights and thresholds of `base`; what they are too few to say is kept from it."""
    texts = [text for text in features if text.counts]
    if len(texts) < FEWEST_TO_REFIT:
        return replace(base, featuriser=FEATURISER, scorer=SCORER, thesaurus=thesaurus)
    fitted = fit_generation(texts, thesaurus=thesaurus, weights=base.weights)
    spoken = Counter(text.language for text in texts)
    factors = {
        pair: factor
        if all(spoken[language] >= FEWEST_TEXTS for language in pair.split("-"))
        else base.language_factors.get(pair, factor)
        for pair, factor in fitted.language_factors.items()
    }
    return replace(fitted, thresholds=dict(base.thresholds), language_factors=factors)


def _order(text: TextFeatures) -> tuple[str, tuple[tuple[str, int], ...]]:
    return text.language, text.counts


def _factors(texts: Sequence[TextFeatures], generation: Generation) -> dict[str, int]:
    """Raise each pair of languages until its best pairs of texts score as those within each of the two do."""
    by_language = {
        language: vectorise_many(_sample([text for text in texts if text.language == language]), generation)
        for language in LANGUAGES
    }
    usual = {
        language_pair(one, other): USUAL_FACTOR if one != other else FACTOR_UNIT
        for one, other in combinations_with_replacement(LANGUAGES, 2)
    }
    enough = [language for language in LANGUAGES if len(by_language[language]) >= FEWEST_TEXTS]
    tables = {
        (one, other): _Table.of(by_language[one], by_language[other])
        for one, other in combinations_with_replacement(enough, 2)
    }
    within = {language: tables[language, language].best_at(FACTOR_UNIT) for language in enough}
    return usual | {
        language_pair(one, other): table.factor_for((within[one] + within[other]) // 2)
        for (one, other), table in tables.items()
        if one != other
    }


def _sample(texts: Sequence[TextFeatures]) -> Sequence[TextFeatures]:
    step = -(-len(texts) // MOST_TEXTS) or 1
    return texts[::step]


@dataclass(frozen=True, slots=True)
class _Table:
    """The products of the texts of one language, by rows, with those of another."""

    words: NDArray[np.int64]
    grams: NDArray[np.int64]

    @classmethod
    def of(cls, ones: Sequence[TextVector], others: Sequence[TextVector]) -> _Table:
        return cls(
            words=np.stack([products_of_words(one, others) for one in ones]),
            grams=np.stack([products_of_grams(one, others) for one in ones]),
        )

    def best_at(self, factor: int) -> int:
        """Give the mean likeness of the best, seen from the texts of either language."""
        scores = likeness(self.words, self.grams, np.int64(factor))
        return (_mean_of_best(scores) + _mean_of_best(scores.T)) // 2

    def factor_for(self, wanted: int) -> int:
        """Find the smallest factor that brings the best to the mean of both languages; likeness rises with it."""
        factors = range(SMALLEST_FACTOR, LARGEST_FACTOR)
        return SMALLEST_FACTOR + bisect_left(factors, wanted, key=self.best_at)


def _mean_of_best(scores: NDArray[np.int64]) -> int:
    """Pass over the very best of each row: it is the text itself, or the same text translated."""
    last = min(BEST, scores.shape[1] - 2) + 1
    best = np.sort(scores, axis=1)[:, -last:-1]
    return int(best.sum()) // best.size
