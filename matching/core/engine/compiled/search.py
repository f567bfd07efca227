"""The best rows of one segment for each posting that asks, exactly.

The words in common are added up for all rows. Then comes a quick look at those that may share a theme; the most
promising are weighed first, which raises the bar, the score of the last that would be listed. How far its words must
bring any other row follows from that bar, and few come so far. Letters are counted last, for those that may still come
in by them.
"""

from __future__ import annotations

import numpy as np

from matching.core.engine.columns import FLAG_CLOSED, FLAG_FULL
from matching.core.engine.compiled.judging import fold, judge, spread, start_bar, weigh
from matching.core.engine.compiled.looking import guess, lists_near, look, pick, read_origins, read_terms
from matching.core.engine.compiled.needed import ALWAYS, NEVER, needed_product
from matching.core.engine.compiled.rules import CRITERIA_COUNT, compiled, inlined
from matching.core.engine.compiled.summing import add_up, take_all

# Of every so many rows one is looked at first, and of these for each that is wanted so many are weighed: from them
# follows a first bar. Then the most promising of all, so many for each that is wanted: with them it is near its end.
EVERY, TRIED, FIRST = 8, 2, 3
ABOVE_ALL = np.int32((1 << 31) - 1)


@inlined
def bar_of(lows, blocked_lows, shut):
    """The least score that is of use to either list."""
    if lows.size == 0 or shut:
        return blocked_lows[0]
    return min(lows[0], blocked_lows[0]) if blocked_lows.size else lows[0]


@compiled
def weigh_near(one, segment, kept, tables, rule, desk, gone, lists, shut, lows, blocked_lows, points):
    """Weigh the rows of some lists, or those whose modality blocks; returns how many are kept by now."""
    chosen, looks, picked = desk.chosen, desk.looks, desk.picked
    open_only, wanted = blocked_lows.size == 0, blocked_lows.size if shut else lows.size
    for step, first in ((EVERY, TRIED * wanted), (1, FIRST * wanted)):
        bar = bar_of(lows, blocked_lows, shut)
        n = look(one, segment.themes, lists, tables, desk, shut, open_only, bar, step)
        least = max(np.int64(guess(looks, n, first)), bar)
        m = pick(chosen, looks, n, least, ABOVE_ALL, picked)
        kept = weigh(one, segment, m, kept, tables, rule, desk, gone, lows, blocked_lows, points)
    above = np.int32(min(least, ABOVE_ALL))
    m = pick(chosen, looks, n, bar_of(lows, blocked_lows, shut), above, picked)
    return weigh(one, segment, m, kept, tables, rule, desk, gone, lows, blocked_lows, points)


@compiled
def find_near(one, segment, tables, rule, desk, gone, lows, blocked_lows, points):
    """Keep of those that may share a theme, and of those without a text, whoever may come in; returns how many."""
    open_only = blocked_lows.size == 0
    read_terms(one, tables, open_only, desk.earned, desk.possible)
    read_origins(one, tables, open_only, desk.geography, desk.judged)
    desk.picked[: segment.untold.size] = segment.untold
    kept = weigh(one, segment, segment.untold.size, 0, tables, rule, desk, gone, lows, blocked_lows, points)
    lists = desk.lists[: lists_near(one, segment.themes, desk.lists)]
    if lows.size or blocked_lows.size:
        kept = weigh_near(
            one, segment, kept, tables, rule, desk, gone, lists, False, lows, blocked_lows, points
        )
    if blocked_lows.size:
        kept = weigh_near(
            one, segment, kept, tables, rule, desk, gone, lists, True, lows, blocked_lows, points
        )
    return kept


@compiled
def find_elsewhere(one, segment, kept, tables, rule, desk, gone, lows, blocked_lows, points):
    """Keep those as well that come in by their words alone, and forget all sums; returns how many are kept by now.

    Without a theme in common what blocks is not listed (`matching.core.bands.is_listed`).
    """
    sums, rows, taken = desk.sums, desk.picked, desk.looks
    least = np.int64(NEVER)
    if lows.size and one.theme_count:
        least = needed_product(one, tables, rule, lows[0], False, True)
    if least == ALWAYS:
        every = np.arange(segment.themes.starts.size - 1)
        kept = weigh_near(
            one, segment, kept, tables, rule, desk, gone, every, False, lows, blocked_lows, points
        )
    if least in (ALWAYS, NEVER):
        sums[:] = 0
        return kept
    n = take_all(sums, least, rows, taken)
    for at in range(n):
        sums[rows[at]] = taken[at]
    kept = weigh(one, segment, n, kept, tables, rule, desk, gone, lows, blocked_lows, points)
    for at in range(n):
        sums[rows[at]] = 0
    return kept


@compiled
def search(asking, first, step, segment, tables, rule, desk, gone, found, blocked):
    """Go on with `found` and `blocked` for every step-th posting from the first."""
    points = np.zeros(CRITERIA_COUNT, dtype=np.int64)
    open_lows = np.zeros(found.keys.shape[1], dtype=np.int64)
    blocked_lows = np.zeros(blocked.keys.shape[1], dtype=np.int64)
    for i in range(first, asking.rows.size, step):
        one = asking.rows[i]
        desk.turn[0] += 1
        # To one that has ended everything is blocked.
        lows = open_lows[: 0 if one.flags & (FLAG_CLOSED | FLAG_FULL) else open_lows.size]
        start_bar(found, i, rule.suggestion, lows)
        start_bar(blocked, i, rule.suggestion, blocked_lows)
        add_up(asking.words, asking.word_starts[i], asking.word_starts[i + 1], segment.lists, desk.sums)
        n = find_near(one, segment, tables, rule, desk, gone, lows, blocked_lows, points)
        n = find_elsewhere(one, segment, n, tables, rule, desk, gone, lows, blocked_lows, points)
        begin, end = asking.gram_starts[i], asking.gram_starts[i + 1]
        spread(asking.grams, begin, end, desk.letters)
        judge(one, i, segment, n, tables, rule, desk, found, blocked, lows, blocked_lows)
        fold(asking.grams, begin, end, desk.letters)
