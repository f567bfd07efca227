"""From the words of rows to the rows of words, and back."""

from __future__ import annotations

import numpy as np

from matching.core.engine.columns import WEIGHT_BITS, WORD_BITS
from matching.core.engine.compiled.rules import compiled

SHIFT = np.uint32(WEIGHT_BITS)
WEIGHT = np.uint32((1 << WEIGHT_BITS) - 1)


@compiled
def gather_by_theme(low, high, counts, themes):
    """Starts, one more than lists, and the rows of each list in order; those without a theme come last."""
    starts = np.zeros(themes + 2, dtype=np.int64)
    for fill in range(2):
        if fill:
            for c in range(themes + 1):
                starts[c + 1] += starts[c]
            members = np.empty(starts[themes + 1], dtype=np.int32)
            heads = starts[:-1].copy()
        for j in range(counts.size):
            if counts[j] == 0:
                if fill:
                    members[heads[themes]] = j
                    heads[themes] += 1
                else:
                    starts[themes + 1] += 1
                continue
            for c in range(themes):
                mask = low[j] if c < WORD_BITS else high[j]
                if mask >> np.uint64(c % WORD_BITS) & np.uint64(1):
                    if fill:
                        members[heads[c]] = j
                        heads[c] += 1
                    else:
                        starts[c + 1] += 1
    return starts, members


@compiled
def invert(row_starts, words, count):
    """What stands in rows as lists of the `count` things that do, each holding rows: its own inverse."""
    starts = np.zeros(count + 1, dtype=np.int64)
    for place in range(words.size):
        starts[(words[place] >> SHIFT) + 1] += 1
    for f in range(count):
        starts[f + 1] += starts[f]
    heads = starts[:-1].copy()
    entries = np.empty(words.size, dtype=np.uint32)
    for j in range(row_starts.size - 1):
        for place in range(row_starts[j], row_starts[j + 1]):
            f = words[place] >> SHIFT
            entries[heads[f]] = np.uint32(j) << SHIFT | words[place] & WEIGHT
            heads[f] += 1
    return starts, entries
