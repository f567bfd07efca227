"""From the words of rows to the rows of words."""

from __future__ import annotations

import numpy as np

from matching.core.engine.columns import WORD_BITS
from matching.core.engine.compiled.rules import compiled


@compiled
def gather_members(low, high, counts, themes):
    """Starts of the clusters, and the rows in them, in order."""
    clusters = np.zeros(themes + 2, dtype=np.int64)
    for fill in range(2):
        if fill:
            for c in range(themes + 1):
                clusters[c + 1] += clusters[c]
            members = np.empty(clusters[themes + 1], dtype=np.int32)
            heads = clusters[:-1].copy()
        for j in range(counts.size):
            if counts[j] == 0:
                if fill:
                    members[heads[themes]] = j
                    heads[themes] += 1
                else:
                    clusters[themes + 1] += 1
                continue
            for c in range(themes):
                mask = low[j] if c < WORD_BITS else high[j]
                if mask >> np.uint64(c % WORD_BITS) & np.uint64(1):
                    if fill:
                        members[heads[c]] = j
                        heads[c] += 1
                    else:
                        clusters[c + 1] += 1
    return clusters, members


@compiled
def invert(members, word_starts, words, weights, features):
    starts = np.zeros(features + 1, dtype=np.int64)
    for m in range(members.size):
        for place in range(word_starts[members[m]], word_starts[members[m] + 1]):
            starts[words[place] + 1] += 1
    for f in range(features):
        starts[f + 1] += starts[f]
    heads = starts[:-1].copy()
    entries = np.empty(starts[features], dtype=np.uint32)
    for m in range(members.size):
        for place in range(word_starts[members[m]], word_starts[members[m] + 1]):
            entries[heads[words[place]]] = np.uint32(m) << np.uint32(8) | np.uint32(weights[place])
            heads[words[place]] += 1
    return starts, entries


@compiled
def cut_lists(long, starts, entries, clusters):
    directory = np.empty((long.size, clusters.size), dtype=np.int64)
    for place in range(long.size):
        at = starts[long[place]]
        for c in range(clusters.size):
            while at < starts[long[place] + 1] and np.int64(entries[at] >> np.uint32(8)) < clusters[c]:
                at += 1
            directory[place, c] = at
    return directory


@compiled
def longest_text(word_starts, weights):
    longest = np.int64(0)
    for j in range(word_starts.size - 1):
        square = np.int64(0)
        for place in range(word_starts[j], word_starts[j + 1]):
            square += np.int64(weights[place]) * np.int64(weights[place])
        longest = max(longest, square)
    return longest


@compiled
def lengths_in(common, members, word_starts, words, weights):
    """Rounded up."""
    lengths = np.empty(members.size, dtype=np.uint16)
    for m in range(members.size):
        square = np.int64(0)
        for place in range(word_starts[members[m]], word_starts[members[m] + 1]):
            if common[words[place]]:
                square += np.int64(weights[place]) * np.int64(weights[place])
        lengths[m] = np.uint16(np.ceil(np.sqrt(np.float64(square))))
    return lengths
