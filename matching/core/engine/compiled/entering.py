"""The rows of one segment whose lists a posting enters, each list with a bar of its own."""

from __future__ import annotations

import numpy as np

from matching.core.engine.compiled.judging import OUT, SHUT_BIT, fold, keep, settle, spread
from matching.core.engine.compiled.looking import lists_near
from matching.core.engine.compiled.needed import needed_product
from matching.core.engine.compiled.rules import (
    CRITERIA_COUNT,
    TEXT,
    compiled,
    fill_points,
    inlined,
    is_blocked,
    key_of,
    reaches,
    share_theme,
    tight,
)
from matching.core.engine.compiled.summing import add_up
from matching.core.ties import TIE_BITS

# Bars in steps of 2**14 millionths: what is needed is worked out once for each.
STEP_BITS = 14
STEPS = 1 << 63 - TIE_BITS - STEP_BITS


@inlined
def step_of(bar):
    return max(bar, 0) >> TIE_BITS + STEP_BITS


@compiled
def needed_by_step(one, tables, rule, shares):
    needed = np.empty(STEPS, dtype=np.int64)
    for step in range(STEPS):
        needed[step] = needed_product(
            one, tables, rule, max(step << STEP_BITS, rule.suggestion), shares, not shares
        )
    return needed


@tight
def choose_all(segment, sums, needed, bars, picked):
    n = 0
    for m in range(sums.size):
        picked[n] = m
        n += np.int64(sums[m]) >= needed[step_of(bars[segment.places[m]])]
    return n


@tight
def choose_near(segment, lists, sums, needed, bars, blocked_bars, picked):
    """Of some lists of rows; a row stands there once for each that it is in."""
    themes = segment.themes
    n = 0
    for t in lists:
        begin, end = themes.run_starts[themes.starts[t]], themes.run_starts[themes.starts[t + 1]]
        for m in themes.rows[begin:end]:
            place = segment.places[m]
            picked[n] = m
            n += np.int64(sums[m]) >= needed[step_of(min(bars[place], blocked_bars[place]))]
    return n


@tight
def keep_entering(one, segment, n, count, tables, rule, desk, gone, bars, blocked_bars, points):
    """Keep those of the `n` picked that may enter once letters are counted, each once; returns how many by now."""
    for at in range(n):
        m = np.int64(desk.picked[at])
        place = segment.places[m]
        if desk.seen[m] == desk.turn[0] or gone[place]:
            continue
        desk.seen[m] = desk.turn[0]
        other = segment.rows[m]
        shut = is_blocked(one, other, tables)
        if shut and not share_theme(one, other):
            continue
        _, best, possible, _, _ = keep(
            one, other, m, count, np.int64(desk.sums[m]), tables, points, desk.kept
        )
        bar = (blocked_bars if shut else bars)[place]
        if reaches(best, possible, max(bar >> TIE_BITS, rule.suggestion)):
            desk.kept.order[count] = np.int64(shut) << SHUT_BIT | count
            count += 1
    return count


@compiled
def find_kept(one, segment, tables, rule, desk, gone, bars, blocked_bars, points):
    """Fill `kept` of the desk; returns how many."""
    sums, picked = desk.sums, desk.picked
    picked[: segment.untold.size] = segment.untold
    count = keep_entering(
        one, segment, segment.untold.size, 0, tables, rule, desk, gone, bars, blocked_bars, points
    )
    lists = desk.lists[: lists_near(one, segment.themes, desk.lists)]
    needed = needed_by_step(one, tables, rule, True)
    n = choose_near(segment, lists, sums, needed, bars, blocked_bars, picked)
    count = keep_entering(one, segment, n, count, tables, rule, desk, gone, bars, blocked_bars, points)
    n = choose_all(segment, sums, needed_by_step(one, tables, rule, False), bars, picked)
    return keep_entering(one, segment, n, count, tables, rule, desk, gone, bars, blocked_bars, points)


@compiled
def enter(asking, segment, tables, rule, desk, gone, bars, blocked_bars):
    """For the first that asks: keys as its rows see it, places in the pool, points, and what is blocked."""
    one = asking.rows[0]
    desk.turn[0] += 1
    add_up(asking.words, 0, asking.word_starts[1], segment.lists, desk.sums)
    spread(asking.grams, 0, asking.gram_starts[1], desk.letters)
    n = find_kept(
        one, segment, tables, rule, desk, gone, bars, blocked_bars, np.zeros(CRITERIA_COUNT, np.int64)
    )
    keys, places, blocked = np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.bool_)
    points = np.zeros((n, CRITERIA_COUNT), np.int64)
    entered = 0
    for at in range(n):
        shut = desk.kept.order[at] >> SHUT_BIT != 0
        m = desk.kept.rows[at]
        place = segment.places[m]
        bar = (blocked_bars if shut else bars)[place]
        least = max(bar >> TIE_BITS, rule.suggestion)
        score, text = settle(segment, at, least, tables, rule, desk)
        if score != OUT and key_of(score, one.tie) > bar:
            fill_points(one, segment.rows[m], tables, points[entered])
            points[entered, TEXT] = text
            keys[entered], places[entered], blocked[entered] = key_of(score, one.tie), place, shut
            entered += 1
    fold(asking.grams, 0, asking.gram_starts[1], desk.letters)
    desk.sums[:] = 0
    return keys[:entered], places[:entered], points[:entered], blocked[:entered]
