"""The best rows of one segment for each posting that asks, exactly.

Rows that share a theme with it are all looked at: their words are added up, and each gets the most that it can score.
The others must make up for that by their texts, so of the words of the one asking only some are added up for them:
those left out are chosen such that by Cauchy and Schwarz no row comes that far by them alone. Who may still come in
is scored in full, most promising first, so that the bar rises early.
"""

from __future__ import annotations

import numpy as np

from matching.core.engine.columns import FLAG_CLOSED, FLAG_FULL, TOP_COUNT, WORD_BITS
from matching.core.engine.compiled.elsewhere import look_elsewhere
from matching.core.engine.compiled.heap import least_score
from matching.core.engine.compiled.judging import judge
from matching.core.engine.compiled.letters import spread_grams
from matching.core.engine.compiled.needed import ALWAYS, NEVER, easier, needed_product
from matching.core.engine.compiled.rules import CRITERIA_COUNT, compiled, inlined
from matching.core.engine.compiled.sweep import (
    BLOCK,
    add_up,
    best_of_blocks,
    clear,
    first_look,
    read_origins,
)

# Of the best of all blocks, so many are judged at first: with them the bar is near where it ends.
FIRST = 24


@compiled
def choose(looks, begin, end, least, least_blocked, tops, chosen, n):
    """Collect the members whose look reaches what is needed; `tops` are the best of their blocks."""
    lowest = min(least, least_blocked)
    for b in range((end - begin + BLOCK - 1) // BLOCK):
        if tops[b] >> 1 < lowest:
            continue
        for m in range(begin + b * BLOCK, min(begin + (b + 1) * BLOCK, end)):
            look = looks[m]
            if look >> 1 >= least or (look >> 1 >= least_blocked and look & 1):
                chosen[n] = m
                n += 1
    return n


@compiled
def judge_chosen(asking, i, segment, tables, rule, desk, gone, open_only, n, found, blocked, points):
    """Judge the first `n` of the chosen, most promising first, each row once."""
    chosen, looks, rows, turn = desk.chosen, desk.looks, segment.shelf.rows, desk.turn[0]
    order = np.argsort(-looks[chosen[:n]])
    for place in order:
        m = chosen[place]
        if desk.seen[rows[m]] == turn:
            continue
        least = least_score(found, i, rule.suggestion)
        score = looks[m] >> 1
        if score < least and (
            open_only or not looks[m] & 1 or score < least_score(blocked, i, rule.suggestion)
        ):
            continue
        desk.seen[rows[m]] = turn
        judge(
            asking,
            i,
            segment,
            rows[m],
            np.int64(desk.sums[m]),
            tables,
            rule,
            desk,
            gone,
            found,
            blocked,
            points,
        )


@compiled
def look_at_clusters(
    asking, i, segment, tables, rule, desk, themes, gone, open_only, hot, found, blocked, points
):
    """Find the best among the members of some clusters, all of whose words are added up."""
    one, shelf = asking.rows[i], segment.shelf
    begin, end = asking.word_starts[i], asking.word_starts[i + 1]
    add_up(asking.words, asking.word_weights, begin, end, segment.lists, hot, desk.sums)
    blocks = 0
    for c in hot:
        start, stop = shelf.clusters[c], shelf.clusters[c + 1]
        first_look(
            one,
            tables,
            desk.origins,
            themes,
            shelf,
            start,
            stop,
            desk.sums,
            open_only,
            desk.known,
            desk.scale,
            desk.looks,
        )
        blocks += best_of_blocks(desk.looks, start, stop, desk.tops[blocks:])
    first = np.int64(0)
    if blocks > FIRST:
        first = np.int64(np.partition(desk.tops[:blocks], blocks - FIRST)[blocks - FIRST] >> 1)
    never = np.int64(1) << 40
    for part in range(2):
        least = least_score(found, i, rule.suggestion)
        least_blocked = never if open_only else least_score(blocked, i, rule.suggestion)
        if part == 0:
            least, least_blocked = max(least, first), max(least_blocked, first)
        n = 0
        block = 0
        for c in hot:
            start, stop = shelf.clusters[c], shelf.clusters[c + 1]
            n = choose(desk.looks, start, stop, least, least_blocked, desk.tops[block:], desk.chosen, n)
            block += (stop - start + BLOCK - 1) // BLOCK
        judge_chosen(asking, i, segment, tables, rule, desk, gone, open_only, n, found, blocked, points)
    clear(asking.words, begin, end, segment.lists, shelf.clusters, hot, desk.sums)


@inlined
def instead_of(one):
    """Place in INSTEAD: what rows that share no theme may share at best."""
    if one.areas:
        return 0
    if one.sectors:
        return 1
    return 2 if one.goals else 3


@compiled
def search(asking, first, step, segment, tables, rule, desk, gone, found, blocked):
    """Go on with `found` and `blocked` for every step-th posting from the first."""
    shelf = segment.shelf
    clusters = shelf.clusters.size - 1
    open_only = blocked.keys.shape[1] == 0
    points = np.zeros(CRITERIA_COUNT, dtype=np.int64)
    hot = np.zeros(clusters, dtype=np.int64)
    for i in range(first, asking.rows.size, step):
        one = asking.rows[i]
        desk.turn[0] += 1
        spread_grams(
            asking.grams,
            asking.gram_weights,
            asking.gram_starts[i],
            asking.gram_starts[i + 1],
            desk.table,
            desk.left,
            desk.state,
        )
        read_origins(one, tables, desk.origins)
        themes = tables.themes[instead_of(one), min(one.theme_count, TOP_COUNT)]
        n = sort_clusters(one, clusters, hot)
        look_at_clusters(
            asking, i, segment, tables, rule, desk, themes, gone, open_only, hot[:n], found, blocked, points
        )
        # Rows with one theme stand for all that have any: none is shared.
        instead = themes[0, 1]
        shut = one.flags & (FLAG_CLOSED | FLAG_FULL) != 0
        needed = np.int64(NEVER)
        if not shut:
            score = least_score(found, i, rule.suggestion)
            needed = needed_product(one, tables, instead, rule, score, segment.untold, True)
        if not open_only:
            score = least_score(blocked, i, rule.suggestion)
            needed = easier(needed, needed_product(one, tables, instead, rule, score, segment.untold, False))
        if needed == ALWAYS:
            look_at_clusters(
                asking,
                i,
                segment,
                tables,
                rule,
                desk,
                themes,
                gone,
                open_only,
                hot[n:],
                found,
                blocked,
                points,
            )
        elif needed != NEVER:
            look_elsewhere(
                asking, i, segment, tables, rule, desk, gone, open_only, needed, found, blocked, points
            )


@compiled
def sort_clusters(one, clusters, hot):
    """Those of shared themes and of rows without any first; returns how many."""
    n = 0
    last = clusters
    for c in range(clusters):
        mask = one.themes_low if c < WORD_BITS else one.themes_high
        if c == clusters - 1 or mask >> np.uint64(c % WORD_BITS) & np.uint64(1):
            hot[n] = c
            n += 1
        else:
            last -= 1
            hot[last] = c
    return n
