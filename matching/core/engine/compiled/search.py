"""The best rows of one segment for each posting that asks, exactly.

Rows that share a theme with it are all looked at: their words are added up, and each gets the most that it can score.
The others must make up for that by their texts, so of the words of the one asking only some are added up for them:
those left out are chosen such that by Cauchy and Schwarz no row comes that far by them alone. Who may still come in
is scored in full, most promising first, so that the bar rises early.
"""

from __future__ import annotations

import numpy as np

from matching.core.engine.columns import TOP_COUNT, WORD_BITS
from matching.core.engine.compiled.heap import is_welcome, least_score, push
from matching.core.engine.compiled.judging import OUT, settle
from matching.core.engine.compiled.letters import spread_grams
from matching.core.engine.compiled.needed import ALWAYS, NEVER, essential_words, needed_product
from matching.core.engine.compiled.rules import CRITERIA_COUNT, compiled, inlined, key_of
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


@inlined
def judge(asking, i, segment, j, product, tables, rule, desk, gone, found, blocked, points):
    """Score a row in full, and take it in if it is good enough."""
    place = segment.places[j]
    if gone[place]:
        return
    least = least_score(found, i, rule.suggestion)
    least_blocked = least_score(blocked, i, rule.suggestion)
    score, is_shut = settle(
        asking.rows[i], segment, j, product, tables, rule, desk, least, least_blocked, points
    )
    if score == OUT:
        return
    key = key_of(score, segment.columns.rows[j].tie)
    if is_shut:
        if is_welcome(blocked, i, key):
            push(blocked, i, key, place, points)
    elif is_welcome(found, i, key):
        push(found, i, key, place, points)


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
        first_look(one, tables, desk.origins, themes, shelf, start, stop, desk.sums, open_only, desk.looks)
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


@compiled
def probe(features, weights, essential, lists, least, sums, chosen):
    """Add up the essential words of all members; returns how many reach the least sum, once each."""
    n = 0
    for a in essential:
        weight = np.int32(weights[a])
        f = features[a]
        for place in range(np.uint64(lists.starts[f]), np.uint64(lists.starts[f + 1])):
            entry = lists.entries[place]
            m = entry >> np.uint32(8)
            before = sums[m]
            after = before + weight * np.int32(entry & np.uint32(255))
            sums[m] = after
            if after >= least and before < least:
                chosen[n] = m
                n += 1
    for a in essential:
        f = features[a]
        for place in range(np.uint64(lists.starts[f]), np.uint64(lists.starts[f + 1])):
            sums[lists.entries[place] >> np.uint32(8)] = 0
    return n


@compiled
def look_elsewhere(asking, i, segment, tables, rule, desk, gone, needed, found, blocked, points):
    """Find those that come in by their texts, without looking at the others."""
    begin, end = asking.word_starts[i], asking.word_starts[i + 1]
    features, weights = asking.words, asking.word_weights
    essential = np.empty(end - begin, dtype=np.int64)
    count, least = essential_words(
        features, weights, begin, end, segment.lists, segment.longest, needed, essential
    )
    if least == NEVER:
        return
    n = probe(features, weights, essential[:count], segment.lists, np.int32(least), desk.sums, desk.chosen)
    if n == 0:
        return
    dense, columns = desk.dense, segment.columns
    for a in range(begin, end):
        if features[a] >= 0 and features[a] < dense.size:
            dense[features[a]] = weights[a]
    for place in range(n):
        j = segment.shelf.rows[desk.chosen[place]]
        if desk.seen[j] == desk.turn[0]:
            continue
        desk.seen[j] = desk.turn[0]
        product = np.int64(0)
        for at in range(columns.word_starts[j], columns.word_starts[j + 1]):
            product += np.int64(dense[columns.words[at]]) * np.int64(columns.word_weights[at])
        if product >= needed:
            judge(asking, i, segment, j, product, tables, rule, desk, gone, found, blocked, points)
    for a in range(begin, end):
        if features[a] >= 0 and features[a] < dense.size:
            dense[features[a]] = 0


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
        desk.table[:] = 0
        spread_grams(
            asking.grams, asking.gram_weights, asking.gram_starts[i], asking.gram_starts[i + 1], desk.table
        )
        read_origins(one, tables, desk.origins)
        themes = tables.themes[instead_of(one), min(one.theme_count, TOP_COUNT)]
        n = sort_clusters(one, clusters, hot)
        look_at_clusters(
            asking, i, segment, tables, rule, desk, themes, gone, open_only, hot[:n], found, blocked, points
        )
        score = least_score(found, i, rule.suggestion)
        if not open_only:
            score = min(score, least_score(blocked, i, rule.suggestion))
        # Rows with one theme stand for all that have any: none is shared.
        needed = needed_product(one, tables, themes[0, 1], rule, score, segment.untold)
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
            look_elsewhere(asking, i, segment, tables, rule, desk, gone, needed, found, blocked, points)


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
