"""Character n-grams of cognate skeletons, packed into whole numbers without collisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.core.frequencies import inverse_frequency

# Three letters agree by chance, five miss a changed ending: grams of three to five find no more than those of four.
LENGTH = 4
# One digit of base 38 per letter.
LETTERS = {letter: value for value, letter in enumerate("_0123456789abcdefghijklmnopqrstuvwxyz", start=1)}
BASE = len(LETTERS) + 1


@lru_cache(maxsize=200_000)
def grams_of(skeleton: str) -> tuple[int, ...]:
    digits = [LETTERS[letter] for letter in f"_{skeleton}_"]
    return tuple(_packed(digits[start : start + LENGTH]) for start in range(len(digits) - LENGTH + 1))


def _packed(digits: Sequence[int]) -> int:
    packed = 0
    for digit in digits:
        packed = packed * BASE + digit
    return packed


class GramTable:
    """Inverse frequencies of grams, added up from the words that hold them."""

    def __init__(self, skeletons: Mapping[str, int], documents: int) -> None:
        frequencies: dict[int, int] = {}
        for skeleton, frequency in skeletons.items():
            for gram in set(grams_of(skeleton)):
                frequencies[gram] = frequencies.get(gram, 0) + frequency
        self._unknown = inverse_frequency(0, documents)
        self._ids = np.array(sorted(frequencies), dtype=np.uint32)
        self._idf = np.array(
            [inverse_frequency(frequencies[gram], documents) for gram in sorted(frequencies)],
            dtype=np.int64,
        )

    def idf(self, grams: NDArray[np.uint32]) -> NDArray[np.int64]:
        if not self._ids.size:
            return np.full(grams.size, self._unknown, dtype=np.int64)
        places = np.minimum(np.searchsorted(self._ids, grams), self._ids.size - 1)
        return np.where(self._ids[places] == grams, self._idf[places], self._unknown)
