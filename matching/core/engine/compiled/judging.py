"""Rows that may be among the best: first what their words leave possible, then one by one with their letters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.core.criteria.criterion import FULL
from matching.core.engine.coding import MISSING
from matching.core.engine.columns import ROW, WEIGHT_BITS, Segment
from matching.core.engine.compiled.heap import is_welcome, least_score, push
from matching.core.engine.compiled.rules import (
    TEXT,
    THEME,
    compiled,
    fill_points,
    has_subject,
    have_text,
    inlined,
    is_blocked,
    key_of,
    letters_of,
    precise,
    prefetch,
    reaches,
    root_of_product,
    share_theme,
    text_points,
    totals,
)
from matching.core.ties import TIE_BITS

SHIFT = np.uint32(WEIGHT_BITS)
WEIGHT = np.uint32((1 << WEIGHT_BITS) - 1)
# A row in 24 bits, above it whether something blocks, above that the most that the pair can score.
SHUT_BIT, SCORE_SHIFT = 24, 25
ROW_MASK = (1 << SHUT_BIT) - 1
OUT = -1
# Rows ahead that are fetched, the bytes of one, and of a line of memory.
AHEAD, WIDTH, LINE = 8, ROW.itemsize, 64


class Desk(NamedTuple):
    """Room to work for one thread, all of zeros between two that ask; `turn` counts these."""

    sums: NDArray[np.int32]
    chosen: NDArray[np.uint32]
    looks: NDArray[np.int32]
    picked: NDArray[np.uint32]
    earned: NDArray[np.float32]
    possible: NDArray[np.float32]
    geography: NDArray[np.float32]
    judged: NDArray[np.float32]
    kept: NDArray[np.int64]
    seen: NDArray[np.int32]
    turn: NDArray[np.int32]
    letters: NDArray[np.uint8]
    lists: NDArray[np.int64]


def set_up_desk(segment: Segment, *, terms: int, origins: int, grams: int) -> Desk:
    rows, members = segment.rows.size, segment.themes.rows.size
    return Desk(
        sums=np.zeros(rows, dtype=np.int32),
        chosen=np.zeros(members, dtype=np.uint32),
        looks=np.zeros(members, dtype=np.int32),
        # The last place is written to, but never read.
        picked=np.zeros(max(rows, members) + 1, dtype=np.uint32),
        earned=np.zeros(terms, dtype=np.float32),
        possible=np.zeros(terms, dtype=np.float32),
        geography=np.zeros((origins, 3), dtype=np.float32),
        judged=np.zeros((origins, 3), dtype=np.float32),
        kept=np.zeros(rows, dtype=np.int64),
        seen=np.zeros(rows, dtype=np.int32),
        turn=np.zeros(1, dtype=np.int32),
        letters=np.zeros(grams, dtype=np.uint8),
        lists=np.zeros(segment.themes.starts.size, dtype=np.int64),
    )


@compiled
def spread(grams, begin, end, letters):
    """The weights of the one asking, by gram."""
    for place in range(begin, end):
        letters[grams[place] >> SHIFT] = grams[place] & WEIGHT


@compiled
def fold(grams, begin, end, letters):
    """Undo `spread`."""
    for place in range(begin, end):
        letters[grams[place] >> SHIFT] = 0


@inlined
def product_of_letters(letters, grams, begin, end):
    total = np.uint32(0)
    for place in range(np.uint64(begin), np.uint64(end)):
        total += np.uint32(np.uint32(letters[grams[place] >> SHIFT]) * (grams[place] & WEIGHT))
    return np.int64(total)


@inlined
def raise_bar(lows, score):
    """Take a score in among the best so many, of which the least comes first."""
    if score <= lows[0]:
        return
    place = 0
    while place + 1 < lows.size and lows[place + 1] < score:
        lows[place] = lows[place + 1]
        place += 1
    lows[place] = score


@compiled
def start_bar(found, i, lowest, lows):
    """What other segments have found so far, among the least there is."""
    if lows.size == 0:
        return
    lows[:] = lowest
    for place in range(min(found.counts[i], found.keys.shape[1])):
        raise_bar(lows, found.keys[i, place] >> TIE_BITS)


@inlined
def bounds(one, other, product, tables, points):
    """Fill in the points but those of the text; what is earned by these, all that is possible, and the text's bounds.

    Between none and all letters in common lie few points.
    """
    most = tables.most
    fill_points(one, other, tables, points)
    earned, possible = totals(points, most)
    if not have_text(one, other):
        return earned, possible, np.int64(MISSING), np.int64(MISSING)
    root = root_of_product(product, tables.factors[one.language, other.language])
    low = text_points(root, np.int64(0), most[TEXT])
    top = text_points(root, np.int64(FULL), most[TEXT])
    return earned, possible + most[TEXT], low, top


@inlined
def fetch(array, begin, size):
    """Ask for some bytes of an array, so that they are near when their turn comes: waiting takes longer than work."""
    start = np.uint64(array.ctypes.data) + begin
    for at in range(np.uint64(0), size, np.uint64(LINE)):
        prefetch(np.uintp(start + at))


@compiled
def weigh(one, segment, n, kept, tables, rule, desk, gone, lows, blocked_lows, points):
    """Keep those of the `n` picked that may pass the bar, and raise it by the least that they will score.

    Returns how many are kept by now.
    """
    for place in range(n):
        m = np.uint64(desk.picked[place])
        next_row = desk.picked[min(place + AHEAD, n - 1)]
        fetch(segment.rows, np.uint64(next_row) * np.uint64(WIDTH), np.uint64(WIDTH))
        if desk.seen[m] == desk.turn[0]:
            continue
        desk.seen[m] = desk.turn[0]
        other = segment.rows[m]
        shut = is_blocked(one, other, tables)
        bars = blocked_lows if shut else lows
        if bars.size == 0 or (shut and not share_theme(one, other)):
            continue
        earned, possible, low, top = bounds(one, other, np.int64(desk.sums[m]), tables, points)
        best = earned + max(top, 0)
        if not reaches(best, possible, bars[0]) or not has_subject(points[THEME], top, tables.most, rule):
            continue
        if gone[other.place]:
            continue
        if has_subject(points[THEME], low, tables.most, rule):
            raise_bar(bars, precise(earned + max(low, 0), possible))
        desk.kept[kept] = precise(best, possible) << SCORE_SHIFT | np.int64(shut) << SHUT_BIT | np.int64(m)
        kept += 1
    return kept


@inlined
def settle(one, segment, m, bar, tables, rule, desk, points):
    """The score in full, with its points; OUT below the bar, or if it is no suggestion."""
    other, most = segment.rows[m], tables.most
    fill_points(one, other, tables, points)
    if have_text(one, other):
        factor = tables.factors[one.language, other.language]
        letters = np.int64(0)
        if rule.letters:
            begin, end = segment.gram_starts[m], segment.gram_starts[m + 1]
            letters = product_of_letters(desk.letters, segment.grams, begin, end)
        points[TEXT] = text_points(
            root_of_product(np.int64(desk.sums[m]), factor),
            letters_of(root_of_product(letters, factor)),
            most[TEXT],
        )
    earned, possible = totals(points, most)
    if not reaches(earned, possible, bar) or not has_subject(points[THEME], points[TEXT], most, rule):
        return np.int64(OUT)
    return precise(earned, possible)


@compiled
def judge(one, i, segment, n, tables, rule, desk, found, blocked, lows, blocked_lows, points):
    """Take in those of the `n` kept that are good enough, most promising first, so that the bar rises early."""
    kept = desk.kept[:n]
    kept.sort()
    for place in range(n - 1, -1, -1):
        m = kept[place] & ROW_MASK
        shut = kept[place] >> SHUT_BIT & 1
        into, bars = (blocked, blocked_lows) if shut else (found, lows)
        bar = max(bars[0], least_score(into, i))
        if kept[place] >> SCORE_SHIFT < bar:
            continue
        next_row = kept[max(place - 1, 0)] & ROW_MASK
        begin, end = segment.gram_starts[next_row], segment.gram_starts[next_row + 1]
        fetch(segment.grams, np.uint64(4 * begin), np.uint64(4 * (end - begin)))
        score = settle(one, segment, m, bar, tables, rule, desk, points)
        if score == OUT:
            continue
        key = key_of(score, segment.rows[m].tie)
        if is_welcome(into, i, key):
            push(into, i, key, segment.rows[m].place, points)
