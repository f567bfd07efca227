"""The bare updates of an exhaustive search: no search that looks at every shared word can take less time."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.core.vectors import TextVector


class Updates(NamedTuple):
    """Who has each word, and who asks for it.

    `entries` hold a row of the pool above a weight of eight bits, from `starts` by feature; those who ask have
    `features` with `weights`, from `asking_starts` by who asks.
    """

    starts: NDArray[np.int64]
    entries: NDArray[np.uint32]
    asking_starts: NDArray[np.int64]
    features: NDArray[np.int64]
    weights: NDArray[np.uint8]

    @property
    def distinct_features(self) -> int:
        return self.starts.size - 1

    @property
    def touched(self) -> int:
        """How many entries those who ask touch in all."""
        return int(np.diff(self.starts)[self.features].sum())


def gather_updates(pool: Sequence[TextVector], asking: Sequence[TextVector]) -> Updates:
    ids, features = np.unique(np.concatenate([vector.words for vector in pool]), return_inverse=True)
    owners = np.repeat(np.arange(len(pool)), [vector.words.size for vector in pool])
    weights = np.concatenate([vector.word_weights for vector in pool])
    order = np.argsort(features, kind="stable")
    asked = np.concatenate([vector.words for vector in asking])
    places = np.minimum(np.searchsorted(ids, asked), ids.size - 1)
    known = ids[places] == asked
    before = np.concatenate(([0], np.cumsum(known)))
    return Updates(
        starts=np.concatenate(([0], np.cumsum(np.bincount(features, minlength=ids.size)))),
        entries=(owners[order].astype(np.uint32) << np.uint32(8)) | weights[order],
        asking_starts=before[np.cumsum([0, *(vector.words.size for vector in asking)])],
        features=places[known],
        weights=np.concatenate([vector.word_weights for vector in asking])[known],
    )


def update_all(updates: Updates, *, rows: int, threads: int) -> list[NDArray[np.int32]]:
    """Add up everything for everyone who asks, and do nothing else; returns the sums of each thread."""
    sums = [np.zeros(rows, dtype=np.int32) for _ in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        for part in [pool.submit(_update, updates, first, threads, own) for first, own in enumerate(sums)]:
            part.result()
    return sums


@njit(nogil=True, cache=True)
def _update(updates: Updates, first: int, step: int, sums: NDArray[np.int32]) -> None:
    starts, entries, asking_starts = updates.starts, updates.entries, updates.asking_starts
    for i in range(first, asking_starts.size - 1, step):
        for place in range(asking_starts[i], asking_starts[i + 1]):
            weight = np.int32(updates.weights[place])
            feature = updates.features[place]
            for at in range(np.uint64(starts[feature]), np.uint64(starts[feature + 1])):
                entry = entries[at]
                sums[entry >> np.uint32(8)] += weight * np.int32(entry & np.uint32(255))
