"""Words of texts, or their grams, as small numbers, by a table of open addresses that only grows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.core.engine.coding import TooManyCodesError
from matching.core.engine.columns import MOST_FEATURES, NO_FEATURE
from matching.core.engine.compiled.hashing import find_features, learn_features, move_features

FIRST_BITS = 10


class Vocabulary:
    """Ids -> features, in order of first sight."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._size = 0
        self._ids = np.zeros(1 << FIRST_BITS, dtype=np.uint64)
        self._features = np.full(1 << FIRST_BITS, NO_FEATURE, dtype=np.int32)

    def __len__(self) -> int:
        return self._size

    def find(self, ids: NDArray[np.uint64]) -> NDArray[np.int32]:
        """NO_FEATURE where an id was never learned."""
        found: NDArray[np.int32] = find_features(ids, self._ids, self._features)
        return found

    def learn(self, ids: NDArray[np.uint64]) -> NDArray[np.int32]:
        found = np.empty(ids.size, dtype=np.int32)
        done = 0
        while done < ids.size:
            done, self._size = learn_features(ids, done, found, self._ids, self._features, self._size)
            if self._size > MOST_FEATURES:
                raise TooManyCodesError(f"more than {MOST_FEATURES} {self.kind}")
            if done < ids.size:
                self._grow()
        return found

    def _grow(self) -> None:
        ids, features = self._ids, self._features
        self._ids = np.zeros(2 * ids.size, dtype=np.uint64)
        self._features = np.full(2 * ids.size, NO_FEATURE, dtype=np.int32)
        move_features(ids, features, self._ids, self._features)
