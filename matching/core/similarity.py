"""How alike two texts are: one whole number from their vectors, for a pair or for one against many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
Number = TypeVar("Number", np.uint64, np.uint32, np.uint8)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Many vectors laid end to end, with the place in their row of the one that each id belongs to."""

    vectors: Sequence[TextVector]
    words: NDArray[np.uint64]
    word_weights: NDArray[np.uint8]
    word_owners: NDArray[np.int64]
    grams: NDArray[np.uint32]
    gram_weights: NDArray[np.uint8]
    gram_owners: NDArray[np.int64]


def gather(vectors: Sequence[TextVector]) -> Gathered:
    places = np.arange(len(vectors))
    return Gathered(
        vectors=vectors,
        words=_joined([vector.words for vector in vectors], np.uint64),
        word_weights=_joined([vector.word_weights for vector in vectors], np.uint8),
        word_owners=places.repeat([vector.words.size for vector in vectors]),
        grams=_joined([vector.grams for vector in vectors], np.uint32),
        gram_weights=_joined([vector.gram_weights for vector in vectors], np.uint8),
        gram_owners=places.repeat([vector.grams.size for vector in vectors]),
    )


def similarities(one: TextVector, others: Sequence[TextVector], generation: Generation) -> NDArray[np.int64]:
    """From 0 to FULL per other; from the roots of the cosines, so that weak likeness still tells apart."""
    return similarities_to(one, gather(others), generation)


def similarities_to(one: TextVector, others: Gathered, generation: Generation) -> NDArray[np.int64]:
    for vector in (one, *others.vectors):
        if vector.generation != generation.digest:
            raise StaleVectorError(vector.generation)
    factors = [generation.factor(one.language, other.language) for other in others.vectors]
    return likeness(_words(one, others), _grams(one, others), np.array(factors, dtype=np.int64))


def likeness(
    words: NDArray[np.int64], grams: NDArray[np.int64], factors: NDArray[np.int64] | np.int64
) -> NDArray[np.int64]:
    """Bring products of words and of grams together, under the factors of their pairs of languages."""
    by_words, by_letters = _roots(words * factors), _letters(_roots(grams * factors))
    return (WORDS_PART * by_words + GRAMS_PART * by_letters) // PARTS


def products_of_words(one: TextVector, others: Sequence[TextVector]) -> NDArray[np.int64]:
    """From 0 to about UNIT squared per other, before any language factor."""
    return _words(one, gather(others))


def products_of_grams(one: TextVector, others: Sequence[TextVector]) -> NDArray[np.int64]:
    return _grams(one, gather(others))


def _words(one: TextVector, others: Gathered) -> NDArray[np.int64]:
    shared, places = _shared(one.words, others.words)
    products = one.word_weights[places].astype(np.int64) * others.word_weights[shared]
    return _sums(others.word_owners[shared], products, len(others.vectors))


def _grams(one: TextVector, others: Gathered) -> NDArray[np.int64]:
    shared, places = _shared(one.grams, others.grams)
    products = one.gram_weights[places].astype(np.int64) * others.gram_weights[shared]
    return _sums(others.gram_owners[shared], products, len(others.vectors))


def _letters(roots: NDArray[np.int64]) -> NDArray[np.int64]:
    return FULL * (roots.clip(GRAMS_FROM, GRAMS_TO) - GRAMS_FROM) // (GRAMS_TO - GRAMS_FROM)


def _roots(products: NDArray[np.int64]) -> NDArray[np.int64]:
    """Take the whole part of roots: below 2**53 a double holds the number, and its root is the nearest on any machine."""
    return np.sqrt(products * FULL * FULL // WHOLE).astype(np.int64).clip(max=FULL)


def _shared(ids: NDArray[Ids], others: NDArray[Ids]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the places of the shared ids among the others, and their places among the own."""
    if not ids.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    places = np.minimum(np.searchsorted(ids, others), ids.size - 1)
    shared = np.flatnonzero(ids[places] == others)
    return shared, places[shared]


def _sums(owners: NDArray[np.int64], products: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Add up per owner; the sums stay far below 2**53, where doubles are whole numbers exactly."""
    return np.bincount(owners, weights=products, minlength=count).astype(np.int64)


def _joined(arrays: Sequence[NDArray[Number]], kind: type[Number]) -> NDArray[Number]:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=kind)
