"""Rows that share no theme with the one asking, but may come in by their texts.

Of the words of the one asking only some are added up: those left out are chosen such that, by Cauchy and Schwarz, no
row comes near enough by them alone.
"""

from __future__ import annotations

import numpy as np

from matching.core.engine.columns import MOST_MEMBERS
from matching.core.engine.compiled.heap import least_score
from matching.core.engine.compiled.judging import OUT, hope, judge
from matching.core.engine.compiled.needed import NEVER, SLIP, essential_words
from matching.core.engine.compiled.rules import compiled, inlined
from matching.core.engine.compiled.sweep import BLOCK

# A member and the most that its words may come to, in one number.
REACH_SHIFT = 24
# In steps of 32 even the largest sums fit into 16 bits.
STEP_BITS = 5


@compiled
def add_roughly(features, weights, essential, lists, rough):
    """Sums are counted in steps, rounded up: in half the space more of them are near."""
    for a in essential:
        weight = np.uint32(weights[a])
        f = features[a]
        for place in range(np.uint64(lists.starts[f]), np.uint64(lists.starts[f + 1])):
            entry = lists.entries[place]
            steps = (weight * (entry & np.uint32(255)) >> np.uint32(STEP_BITS)) + np.uint32(1)
            rough[entry >> np.uint32(8)] += np.uint16(steps)


@inlined
def best_of(rough, begin, end):
    best = np.uint16(0)
    for m in range(np.uint64(begin), np.uint64(end)):
        best = max(best, rough[m])
    return best


@compiled
def probe(features, weights, essential, lists, needed, left_out, least, rough, chosen):
    """Add up the essential words of all members; returns how many may reach what is needed."""
    add_roughly(features, weights, essential, lists, rough)
    enough = np.uint16(least >> STEP_BITS)
    n = 0
    for start in range(0, rough.size, BLOCK):
        stop = min(start + BLOCK, rough.size)
        if best_of(rough, start, stop) < enough:
            continue
        for m in range(start, stop):
            reach = (np.int64(rough[m]) << STEP_BITS) + np.int64(left_out * lists.lengths[m]) + SLIP
            if rough[m] >= enough and reach >= needed:
                chosen[n] = reach << REACH_SHIFT | m
                n += 1
    rough[:] = 0
    return n


@compiled
def look_elsewhere(asking, i, segment, tables, rule, desk, gone, open_only, needed, found, blocked, points):
    """Find those that come in by their texts, without looking at the others."""
    begin, end = asking.word_starts[i], asking.word_starts[i + 1]
    features, weights = asking.words, asking.word_weights
    essential = np.empty(end - begin, dtype=np.int64)
    count, left_out, least = essential_words(
        features, weights, begin, end, segment.lists, segment.longest, needed, essential
    )
    if least == NEVER:
        return
    n = probe(
        features,
        weights,
        essential[:count],
        segment.lists,
        needed,
        left_out,
        least,
        desk.rough,
        desk.chosen,
    )
    if n == 0:
        return
    dense, columns, one = desk.dense, segment.columns, asking.rows[i]
    for a in range(begin, end):
        if features[a] >= 0 and features[a] < dense.size:
            dense[features[a]] = weights[a]
    for place in range(n):
        reach, m = desk.chosen[place] >> REACH_SHIFT, desk.chosen[place] & (MOST_MEMBERS - 1)
        j = segment.shelf.rows[m]
        if desk.seen[j] == desk.turn[0]:
            continue
        desk.seen[j] = desk.turn[0]
        least = least_score(found, i, rule.suggestion)
        least_blocked = least_score(blocked, i, rule.suggestion)
        score, is_shut = hope(one, columns.rows[j], reach, tables, rule, least, least_blocked, points)
        if score == OUT or (is_shut and open_only):
            continue
        product = np.int64(0)
        for at in range(np.uint64(columns.word_starts[j]), np.uint64(columns.word_starts[j + 1])):
            product += np.int64(dense[np.uint32(columns.words[at])]) * np.int64(columns.word_weights[at])
        if product >= needed:
            judge(asking, i, segment, j, product, tables, rule, desk, gone, found, blocked, points)
    for a in range(begin, end):
        if features[a] >= 0 and features[a] < dense.size:
            dense[features[a]] = 0
