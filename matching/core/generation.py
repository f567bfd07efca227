"""Generations: what a score depends on besides its pair, fitted to texts alone, without labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations_with_replacement

import numpy as np

from matching.core.bands import USUAL_THRESHOLDS
from matching.core.criteria import SCORER, USUAL_WEIGHTS
from matching.core.frozen import FACTOR_UNIT, Generation, language_pair
from matching.core.similarity import products_of_words
from matching.core.vectors import TextVector, vectorise
from vocabulary.core.features import TextFeatures
from vocabulary.core.reading import FEATURISER

__all__ = ["Generation", "fit_generation"]

# Fewer texts than this of a language say nothing about it.
FEWEST_TEXTS = 20
# A sample is enough for a mean, and keeps a refit short on large tables.
MOST_TEXTS = 400
BEST = 20
USUAL_FACTOR = 3 * FACTOR_UNIT // 2
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


def _order(text: TextFeatures) -> tuple[str, tuple[tuple[str, int], ...]]:
    return text.language, text.counts


def _factors(texts: Sequence[TextFeatures], generation: Generation) -> dict[str, int]:
    """Raise each pair of languages to where texts of one language stand among themselves."""
    by_language = {
        language: _sample([vectorise(text, generation) for text in texts if text.language == language])
        for language in LANGUAGES
    }
    usual = {
        language_pair(one, other): USUAL_FACTOR if one != other else FACTOR_UNIT
        for one, other in combinations_with_replacement(LANGUAGES, 2)
    }
    enough = [language for language in LANGUAGES if len(by_language[language]) >= FEWEST_TEXTS]
    means = {
        (one, other): _mean_of_best(by_language[one], by_language[other])
        for one in enough
        for other in enough
    }
    return usual | {
        language_pair(one, other): _ratio(
            means[one, one] + means[other, other], means[one, other] + means[other, one]
        )
        for one, other in means
        if one != other
    }


def _sample(vectors: Sequence[TextVector]) -> Sequence[TextVector]:
    step = -(-len(vectors) // MOST_TEXTS) or 1
    return vectors[::step]


def _mean_of_best(ones: Sequence[TextVector], others: Sequence[TextVector]) -> int:
    """Pass over the very best: among reference texts it is the same text, translated."""
    last = min(BEST, len(others) - 2) + 1
    total = 0
    for one in ones:
        pool = [other for other in others if other is not one]
        total += int(np.sort(products_of_words(one, pool))[-last:-1].sum())
    return total // (len(ones) * (last - 1))


def _ratio(reference: int, found: int) -> int:
    factor = (2 * FACTOR_UNIT * reference + found) // (2 * found) if found else LARGEST_FACTOR
    return min(max(factor, SMALLEST_FACTOR), LARGEST_FACTOR)
