"""What the names of features weigh under one generation, worked out once for each name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.core.frequencies import UNMET, inverse_frequency
from matching.core.grams import GramTable, grams_of

CONCEPT_WEIGHT, WORD_WEIGHT = 3, 1
# A key of a gram holds the gram, its inverse frequency and a count, so that sorting keys alone brings all three together.
COUNT_BITS, IDF_BITS = 7, 9
# Hostile texts may bring any number of new names: past this a scale forgets what it knew.
MOST_NAMES = 400_000
SMALLEST = 1_024

Number = TypeVar("Number", np.uint64, np.int64)


class Names(dict[str, int]):
    """Names with their places in `ids`, `weights` and `grams`."""

    def __init__(self, frequencies: Mapping[str, int], documents: int, letters: GramTable) -> None:
        super().__init__()
        self.ids: NDArray[np.uint64] = np.zeros(SMALLEST, dtype=np.uint64)
        self.weights: NDArray[np.int64] = np.zeros(SMALLEST, dtype=np.int64)
        self.grams: list[NDArray[np.int64]] = []
        self._frequencies, self._documents, self._letters = frequencies, documents, letters
        self._lock = Lock()

    def __missing__(self, name: str) -> int:
        with self._lock:
            if (known := self.get(name)) is not None:
                return known
            place = len(self.grams)
            if place == self.ids.size:
                self.ids, self.weights = _doubled(self.ids), _doubled(self.weights)
            self.ids[place] = _id(name)
            self.weights[place] = self._weight(name)
            self.grams.append(self._keys(name))
            self[name] = place
            return place

    def _weight(self, name: str) -> int:
        kind = WORD_WEIGHT if name.startswith("w:") else CONCEPT_WEIGHT
        return kind * inverse_frequency(self._frequencies.get(name, UNMET), self._documents)

    def _keys(self, name: str) -> NDArray[np.int64]:
        grams = np.array(grams_of(name[2:]) if name.startswith("w:") else (), dtype=np.uint32)
        return (grams.astype(np.int64) << IDF_BITS | self._letters.idf(grams)) << COUNT_BITS


class Scale:
    """Hands out the names known so far, or an empty table once they are too many."""

    def __init__(self, frequencies: Mapping[str, int], documents: int, letters: GramTable) -> None:
        self._of = (frequencies, documents, letters)
        self._names = Names(*self._of)

    @property
    def names(self) -> Names:
        if len(self._names) > MOST_NAMES:
            self._names = Names(*self._of)
        return self._names


def _id(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())


def _doubled(numbers: NDArray[Number]) -> NDArray[Number]:
    return np.concatenate((numbers, np.zeros_like(numbers)))
