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
# Exact words and concepts say more than letters in common; both parts together make one.
WORDS_SHARE, GRAMS_SHARE = 1, 1
WHOLE = UNIT * UNIT * (WORDS_SHARE + GRAMS_SHARE)

Ids = TypeVar("Ids", np.uint64, np.uint32)


def similarities(one: TextVector, others: Sequence[TextVector], generation: Generation) -> NDArray[np.int64]:
    """From 0 to FULL per other; the root of the cosine, so that weak likeness still tells apart."""
    factors = np.array(
        [generation.factor(one.language, other.language) for other in others],
        dtype=np.int64,
    )
    alike = cosines(one, others, generation) * factors
    return np.array([_root(int(value)) for value in alike], dtype=np.int64)


def cosines(one: TextVector, others: Sequence[TextVector], generation: Generation) -> NDArray[np.int64]:
    """From 0 to WHOLE per other, before any language factor."""
    for vector in (one, *others):
        if vector.generation != generation.digest:
            raise StaleVectorError(vector.generation)
    words = _products(
        one.words,
        one.word_weights,
        [(other.words, other.word_weights) for other in others],
    )
    grams = _products(
        one.grams,
        one.gram_weights,
        [(other.grams, other.gram_weights) for other in others],
    )
    return WORDS_SHARE * words + GRAMS_SHARE * grams


def _root(alike: int) -> int:
    """Take the root of whole numbers: doubles need not give the same on every machine."""
    return min(FULL, isqrt(alike * FULL * FULL // (WHOLE * FACTOR_UNIT)))


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
