"""How alike two texts are: one whole number from their vectors, for a pair or for one against many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.core.frozen import FACTOR_UNIT, Generation
from matching.core.vectors import UNIT, StaleVectorError, TextVector

FULL = 10_000
# Shared words and concepts decide; letters in common add a bounded part, so that a search by words alone knows how
# much it may still miss.
WORDS_PART, GRAMS_PART = 9, 1
# Below the first, letters agree by chance; above the second, more of it says nothing new.
GRAMS_FROM, GRAMS_TO = 2_000, 6_000
PARTS = WORDS_PART + GRAMS_PART
WHOLE = UNIT * UNIT * FACTOR_UNIT

Ids = TypeVar("Ids", np.uint64, np.uint32)


def similarities(one: TextVector, others: Sequence[TextVector], generation: Generation) -> NDArray[np.int64]:
    """From 0 to FULL per other; from the roots of the cosines, so that weak likeness still tells apart."""
    for vector in (one, *others):
        if vector.generation != generation.digest:
            raise StaleVectorError(vector.generation)
    words = products_of_words(one, others)
    grams = products_of_grams(one, others)
    factors = [generation.factor(one.language, other.language) for other in others]
    return likeness(words, grams, np.array(factors, dtype=np.int64))


def likeness(
    words: NDArray[np.int64], grams: NDArray[np.int64], factors: NDArray[np.int64] | np.int64
) -> NDArray[np.int64]:
    """Bring products of words and of grams together, under the factors of their pairs of languages."""
    by_words, by_letters = _roots(words * factors), _letters(_roots(grams * factors))
    return (WORDS_PART * by_words + GRAMS_PART * by_letters) // PARTS


def products_of_words(one: TextVector, others: Sequence[TextVector]) -> NDArray[np.int64]:
    """From 0 to about UNIT squared per other, before any language factor."""
    return _products(one.words, one.word_weights, [(other.words, other.word_weights) for other in others])


def products_of_grams(one: TextVector, others: Sequence[TextVector]) -> NDArray[np.int64]:
    return _products(one.grams, one.gram_weights, [(other.grams, other.gram_weights) for other in others])


def _letters(roots: NDArray[np.int64]) -> NDArray[np.int64]:
    return FULL * (roots.clip(GRAMS_FROM, GRAMS_TO) - GRAMS_FROM) // (GRAMS_TO - GRAMS_FROM)


def _roots(products: NDArray[np.int64]) -> NDArray[np.int64]:
    """Take the whole part of roots: below 2**53 a double holds the number, and its root is the nearest on any machine."""
    return np.sqrt(products * FULL * FULL // WHOLE).astype(np.int64).clip(max=FULL)


def _products(
    ids: NDArray[Ids],
    weights: NDArray[np.uint8],
    others: Sequence[tuple[NDArray[Ids], NDArray[np.uint8]]],
) -> NDArray[np.int64]:
    """Add up, for each of the others, the products of weights over the ids that both hold."""
    if not ids.size or not others:
        return np.zeros(len(others), dtype=np.int64)
    all_ids = np.concatenate([other_ids for other_ids, _ in others])
    all_weights = np.concatenate([other_weights for _, other_weights in others])
    owners = np.repeat(np.arange(len(others)), [other_ids.size for other_ids, _ in others])
    places = np.minimum(np.searchsorted(ids, all_ids), ids.size - 1)
    shared = np.flatnonzero(ids[places] == all_ids)
    products = weights[places[shared]].astype(np.int64) * all_weights[shared]
    # Sums stay far below 2**53, where doubles are whole numbers exactly.
    return np.bincount(owners[shared], weights=products, minlength=len(others)).astype(np.int64)
