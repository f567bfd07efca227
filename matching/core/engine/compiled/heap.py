"""The best so far of one posting, in rows of arrays that search and caller share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.core.engine.compiled.rules import CRITERIA_COUNT, compiled, tight
from matching.core.ties import TIE_BITS


class Found(NamedTuple):
    """The best of each, the least first, so that they are a heap: `keys`, pool `rows`, `points` per criterion.

    Rows and points stay where they were put until all is in order: key p of the heap belongs to place `slots[p]` of them.
    """

    counts: NDArray[np.int64]
    keys: NDArray[np.int64]
    slots: NDArray[np.int32]
    rows: NDArray[np.int64]
    points: NDArray[np.int64]


def nothing_found(asking: int, wanted: int) -> Found:
    return Found(
        counts=np.zeros(asking, dtype=np.int64),
        keys=np.zeros((asking, wanted), dtype=np.int64),
        slots=np.zeros((asking, wanted), dtype=np.int32),
        rows=np.zeros((asking, wanted), dtype=np.int64),
        points=np.zeros((asking, wanted, CRITERIA_COUNT), dtype=np.int64),
    )


@tight
def least_score(found, i):
    """What a newcomer must score to have a chance."""
    wanted = found.keys.shape[1]
    return found.keys[i, 0] >> TIE_BITS if wanted and found.counts[i] == wanted else np.int64(0)


@tight
def is_welcome(found, i, key):
    wanted = found.keys.shape[1]
    return wanted != 0 and (found.counts[i] < wanted or key > found.keys[i, 0])


@tight
def push(found, i, key):
    """Take in one that is welcome; the least goes where there is no room. Returns the slot of its row and points."""
    keys, slots, size = found.keys[i], found.slots[i], found.counts[i]
    if size < keys.size:
        slot, place = np.int32(size), size
        while place > 0 and keys[(place - 1) >> 1] > key:
            keys[place], slots[place] = keys[(place - 1) >> 1], slots[(place - 1) >> 1]
            place = (place - 1) >> 1
        keys[place], slots[place] = key, slot
        found.counts[i] = size + 1
        return slot
    slot, place = slots[0], 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[place], slots[place] = keys[child], slots[child]
        place = child
    keys[place], slots[place] = key, slot
    return slot


@compiled
def put_in_order(found):
    """Best first."""
    for i in range(found.counts.size):
        count = found.counts[i]
        order = np.argsort(-found.keys[i, :count])
        slots = found.slots[i, :count][order]
        found.keys[i, :count] = found.keys[i, :count][order]
        found.rows[i, :count] = found.rows[i, :count][slots]
        found.points[i, :count] = found.points[i, :count][slots]
        found.slots[i, :count] = np.arange(count)
