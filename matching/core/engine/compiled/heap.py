"""The best so far of one posting, in rows of arrays that search and caller share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.core.engine.compiled.rules import CRITERIA_COUNT, compiled
from matching.core.ties import TIE_BITS


class Found(NamedTuple):
    """The best of each, the least first, so that they are a heap: `keys`, pool `rows`, `points` per criterion."""

    counts: NDArray[np.int64]
    keys: NDArray[np.int64]
    rows: NDArray[np.int64]
    points: NDArray[np.int64]


def nothing_found(asking: int, wanted: int) -> Found:
    return Found(
        counts=np.zeros(asking, dtype=np.int64),
        keys=np.zeros((asking, wanted), dtype=np.int64),
        rows=np.zeros((asking, wanted), dtype=np.int64),
        points=np.zeros((asking, wanted, CRITERIA_COUNT), dtype=np.int64),
    )


@compiled
def least_score(found, i):
    """What a newcomer must score to have a chance."""
    wanted = found.keys.shape[1]
    return found.keys[i, 0] >> TIE_BITS if wanted and found.counts[i] == wanted else np.int64(0)


@compiled
def is_welcome(found, i, key):
    wanted = found.keys.shape[1]
    return wanted != 0 and (found.counts[i] < wanted or key > found.keys[i, 0])


@compiled
def move(found, i, source, target):
    found.keys[i, target] = found.keys[i, source]
    found.rows[i, target] = found.rows[i, source]
    for c in range(CRITERIA_COUNT):
        found.points[i, target, c] = found.points[i, source, c]


@compiled
def put(found, i, target, key, row, points):
    found.keys[i, target] = key
    found.rows[i, target] = row
    for c in range(CRITERIA_COUNT):
        found.points[i, target, c] = points[c]


@compiled
def push(found, i, key, row, points):
    """Take in one that is welcome; the least goes where there is no room."""
    keys, size = found.keys, found.counts[i]
    if size < keys.shape[1]:
        place = size
        while place > 0 and keys[i, (place - 1) >> 1] > key:
            move(found, i, (place - 1) >> 1, place)
            place = (place - 1) >> 1
        put(found, i, place, key, row, points)
        found.counts[i] = size + 1
        return
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and keys[i, child + 1] < keys[i, child]:
            child += 1
        if keys[i, child] >= key:
            break
        move(found, i, child, place)
        place = child
    put(found, i, place, key, row, points)


@compiled
def put_in_order(found):
    """Best first."""
    for i in range(found.counts.size):
        count = found.counts[i]
        order = np.argsort(-found.keys[i, :count])
        found.keys[i, :count] = found.keys[i, :count][order]
        found.rows[i, :count] = found.rows[i, :count][order]
        found.points[i, :count] = found.points[i, :count][order]
