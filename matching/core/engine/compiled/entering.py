"""The rows of one segment whose lists a posting enters, each list with a bar of its own."""

from __future__ import annotations

import numpy as np

from matching.core.engine.columns import TOP_COUNT
from matching.core.engine.compiled.judging import OUT, settle
from matching.core.engine.compiled.letters import spread_grams
from matching.core.engine.compiled.rules import CRITERIA_COUNT, compiled, key_of
from matching.core.engine.compiled.search import instead_of
from matching.core.engine.compiled.sweep import add_up, clear, first_look, read_origins
from matching.core.ties import TIE_BITS


@compiled
def choose_by_bars(segment, looks, lowest, gone, bars, blocked_bars, seen, turn, chosen):
    """Collect each row once that may be above its bar; returns how many."""
    n = 0
    for m in range(looks.size):
        look = looks[m]
        score = look >> 1
        if score < lowest:
            continue
        j = segment.shelf.rows[m]
        place = segment.places[j]
        if seen[j] == turn or gone[place]:
            continue
        if score >= bars[place] >> TIE_BITS or (look & 1 and score >= blocked_bars[place] >> TIE_BITS):
            seen[j] = turn
            chosen[n] = m
            n += 1
    return n


@compiled
def enter(asking, segment, tables, rule, desk, gone, bars, blocked_bars):
    """For the first that asks: keys as its rows see it, places in the pool, points, and what is blocked."""
    one, shelf = asking.rows[0], segment.shelf
    clusters = np.arange(shelf.clusters.size - 1)
    desk.turn[0] += 1
    spread_grams(
        asking.grams, asking.gram_weights, 0, asking.gram_starts[1], desk.table, desk.left, desk.state
    )
    read_origins(one, tables, desk.origins)
    themes = tables.themes[instead_of(one), min(one.theme_count, TOP_COUNT)]
    end = asking.word_starts[1]
    add_up(asking.words, asking.word_weights, 0, end, segment.lists, clusters, desk.sums)
    first_look(
        one,
        tables,
        desk.origins,
        themes,
        shelf,
        0,
        shelf.rows.size,
        desk.sums,
        False,
        desk.known,
        desk.scale,
        desk.looks,
    )
    n = choose_by_bars(
        segment, desk.looks, rule.suggestion, gone, bars, blocked_bars, desk.seen, desk.turn[0], desk.chosen
    )
    keys, places, blocked = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.bool_)
    points = np.empty((n, CRITERIA_COUNT), np.int64)
    entered = 0
    for at in range(n):
        m = desk.chosen[at]
        j = shelf.rows[m]
        place = segment.places[j]
        bar, blocked_bar = bars[place], blocked_bars[place]
        score, is_shut = settle(
            one,
            segment,
            j,
            np.int64(desk.sums[m]),
            tables,
            rule,
            desk,
            bar >> TIE_BITS,
            blocked_bar >> TIE_BITS,
            points[entered],
        )
        key = key_of(score, one.tie)
        if score != OUT and key > (blocked_bar if is_shut else bar):
            keys[entered], places[entered], blocked[entered] = key, place, is_shut
            entered += 1
    clear(asking.words, 0, end, segment.lists, shelf.clusters, clusters, desk.sums)
    return keys[:entered], places[:entered], points[:entered], blocked[:entered]
