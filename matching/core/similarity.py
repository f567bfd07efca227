"""How alike two texts are: one whole number from their vectors, for a pair or for one against many."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
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
    return np.array(
        [
            (WORDS_PART * _root(by_words * factor) + GRAMS_PART * _letters(_root(by_grams * factor))) // PARTS
            for by_words, by_grams, factor in zip(words.tolist(), grams.tolist(), factors, strict=True)
        ],
        dtype=np.int64,
    )


def products_of_words(one: TextVector, others: Sequence[TextVector]) -> NDArray[np.int64]:
    """From 0 to about UNIT squared per other, before any language factor."""
    return _products(one.words, one.word_weights, [(other.words, other.word_weights) for other in others])


def products_of_grams(one: TextVector, others: Sequence[TextVector]) -> NDArray[np.int64]:
    return _products(one.grams, one.gram_weights, [(other.grams, other.gram_weights) for other in others])


def _letters(root: int) -> int:
    return FULL * (min(max(root, GRAMS_FROM), GRAMS_TO) - GRAMS_FROM) // (GRAMS_TO - GRAMS_FROM)


def _root(product: int) -> int:
    """Take the root of whole numbers: doubles need not give the same on every machine."""
    return min(FULL, isqrt(product * FULL * FULL // WHOLE))


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
