"""Words in common with all rows of a segment at once, in tight loops, and which rows have enough of them."""

from __future__ import annotations

import numpy as np

from matching.core.engine.columns import WEIGHT_BITS
from matching.core.engine.compiled.rules import inlined, tight

SHIFT = np.uint32(WEIGHT_BITS)
WEIGHT = np.uint32((1 << WEIGHT_BITS) - 1)
BLOCK = 32


@tight
def add_up(words, begin, end, lists, sums):
    """Add the products of weights of words in common, for all rows: none comes to more than 16 bits (`vectors.LONGEST`)."""
    starts, entries = lists.starts, lists.entries
    for a in range(begin, end):
        f = words[a] >> SHIFT
        if f >= starts.size - 1:
            continue
        weight = np.int32(words[a] & WEIGHT)
        for place in range(np.uint64(starts[f]), np.uint64(starts[f + 1])):
            entry = entries[place]
            sums[entry >> SHIFT] += np.uint16(weight * np.int32(entry & WEIGHT))


@inlined
def best_of(sums, begin, end):
    best = sums[begin]
    for m in range(np.uint64(begin), np.uint64(end)):
        best = max(best, sums[m])
    return best


@tight
def take_all(sums, least, rows, taken):
    """Take out the rows with sums of at least so much, and forget all sums; returns how many."""
    n = 0
    for start in range(0, sums.size, BLOCK):
        stop = min(start + BLOCK, sums.size)
        if best_of(sums, start, stop) >= least:
            for m in range(np.uint64(start), np.uint64(stop)):
                rows[n], taken[n] = m, sums[m]
                n += sums[m] >= least
        for m in range(np.uint64(start), np.uint64(stop)):
            sums[m] = 0
    return n
