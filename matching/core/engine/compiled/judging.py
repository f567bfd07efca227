"""Rows that may be among the best: first what their words leave possible, then one by one with their letters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.core.criteria.criterion import FULL
from matching.core.engine.coding import MISSING
from matching.core.engine.columns import ROW, TOP_COUNT, WEIGHT_BITS, Segment
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
    tight,
    totals,
)
from matching.core.ties import TIE_BITS

SHIFT = np.uint32(WEIGHT_BITS)
WEIGHT = np.uint32((1 << WEIGHT_BITS) - 1)
# What is kept has a number of 24 bits, above it whether something blocks, above that the most that the pair can score.
SHUT_BIT, SCORE_SHIFT = 24, 25
NUMBER = (1 << SHUT_BIT) - 1
OUT = -1
# Rows ahead that are fetched, the bytes of one, and of a line of memory.
AHEAD, WIDTH, LINE = 8, ROW.itemsize, 64


class Kept(NamedTuple):
    """Rows that may be among the best, by number: in `order` the most promising come last.

    `roots` and `factors` are those of the words and of the languages of the pair, MISSING where one has no text. The
    others are points: `theme`, what is earned by all but the text, and all that is possible.
    """

    order: NDArray[np.int64]
    rows: NDArray[np.int32]
    roots: NDArray[np.int32]
    factors: NDArray[np.int32]
    theme: NDArray[np.int32]
    earned: NDArray[np.int32]
    possible: NDArray[np.int32]


class Desk(NamedTuple):
    """Room to work for one thread, all of zeros between two that ask; `turn` counts these."""

    sums: NDArray[np.uint16]
    chosen: NDArray[np.uint32]
    looks: NDArray[np.int32]
    picked: NDArray[np.uint32]
    earned: NDArray[np.float32]
    possible: NDArray[np.float32]
    geography: NDArray[np.float32]
    judged: NDArray[np.float32]
    spare_terms: NDArray[np.float32]
    spare_origins: NDArray[np.float32]
    spare_themes: NDArray[np.float32]
    kept: Kept
    seen: NDArray[np.int32]
    turn: NDArray[np.int32]
    letters: NDArray[np.uint8]
    lists: NDArray[np.int64]


def set_up_desk(segment: Segment, *, terms: int, origins: int, grams: int) -> Desk:
    rows, members = segment.rows.size, segment.themes.rows.size
    return Desk(
        sums=np.zeros(rows, dtype=np.uint16),
        chosen=np.zeros(members, dtype=np.uint32),
        looks=np.zeros(members, dtype=np.int32),
        # The last place is written to, but never read.
        picked=np.zeros(max(rows, members) + 1, dtype=np.uint32),
        earned=np.zeros(terms, dtype=np.float32),
        possible=np.zeros(terms, dtype=np.float32),
        geography=np.zeros((origins, 3), dtype=np.float32),
        judged=np.zeros((origins, 3), dtype=np.float32),
        spare_terms=np.zeros(terms, dtype=np.float32),
        spare_origins=np.zeros((origins, 3), dtype=np.float32),
        spare_themes=np.zeros((TOP_COUNT + 1, TOP_COUNT + 1), dtype=np.float32),
        kept=Kept(
            order=np.zeros(rows, dtype=np.int64),
            rows=np.zeros(rows, dtype=np.int32),
            roots=np.zeros(rows, dtype=np.int32),
            factors=np.zeros(rows, dtype=np.int32),
            theme=np.zeros(rows, dtype=np.int32),
            earned=np.zeros(rows, dtype=np.int32),
            possible=np.zeros(rows, dtype=np.int32),
        ),
        seen=np.zeros(rows, dtype=np.int32),
        turn=np.zeros(1, dtype=np.int32),
        letters=np.zeros(grams, dtype=np.uint8),
        lists=np.zeros(segment.themes.starts.size, dtype=np.int64),
    )


@tight
def spread(grams, begin, end, letters):
    """The weights of the one asking, by gram."""
    for place in range(begin, end):
        letters[grams[place] >> SHIFT] = grams[place] & WEIGHT


@tight
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


@tight
def start_bar(found, i, lowest, lows):
    """What other segments have found so far, among the least there is."""
    if lows.size == 0:
        return
    lows[:] = lowest
    for place in range(min(found.counts[i], found.keys.shape[1])):
        raise_bar(lows, found.keys[i, place] >> TIE_BITS)


@inlined
def keep(one, other, m, number, product, tables, points, kept):
    """Keep a row under a number; returns the least and the most that it earns with its text, as letters have it.

    Returns what is possible besides, and the points of the text at the least and at the most, or MISSING. Between no
    and all letters in common lie few points. Whoever keeps another under the same number has not kept this one.
    """
    most = tables.most
    fill_points(one, other, tables, points)
    earned, possible = totals(points, most)
    root, factor, low, top = np.int64(MISSING), np.int64(MISSING), np.int64(MISSING), np.int64(MISSING)
    if have_text(one, other):
        factor = tables.factors[one.language, other.language]
        root = root_of_product(product, factor)
        low = text_points(root, np.int64(0), most[TEXT])
        top = text_points(root, np.int64(FULL), most[TEXT])
        possible += most[TEXT]
    kept.rows[number] = m
    kept.roots[number] = root
    kept.factors[number] = factor
    kept.theme[number] = points[THEME]
    kept.earned[number] = earned
    kept.possible[number] = possible
    return earned + max(low, 0), earned + max(top, 0), possible, low, top


@inlined
def fetch(array, begin, size):
    """Ask for some bytes of an array, so that they are near when their turn comes: waiting takes longer than work."""
    start = np.uint64(array.ctypes.data) + begin
    for at in range(np.uint64(0), size, np.uint64(LINE)):
        prefetch(np.uintp(start + at))


@tight
def weigh(one, segment, n, count, tables, rule, desk, gone, lows, blocked_lows, points):
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
        least, best, possible, low, top = keep(
            one, other, m, count, np.int64(desk.sums[m]), tables, points, desk.kept
        )
        if not reaches(best, possible, bars[0]) or not has_subject(points[THEME], top, tables.most, rule):
            continue
        if gone[other.place]:
            continue
        if reaches(least, possible, bars[0]) and has_subject(points[THEME], low, tables.most, rule):
            raise_bar(bars, precise(least, possible))
        desk.kept.order[count] = precise(best, possible) << SCORE_SHIFT | np.int64(shut) << SHUT_BIT | count
        count += 1
    return count


@inlined
def settle(segment, number, bar, tables, rule, desk):
    """The score in full and the points of the text; OUT below the bar, or if it is no suggestion."""
    kept, most = desk.kept, tables.most
    earned, possible = np.int64(kept.earned[number]), np.int64(kept.possible[number])
    root, text = np.int64(kept.roots[number]), np.int64(MISSING)
    if root != MISSING:
        letters = np.int64(0)
        if rule.letters:
            m = kept.rows[number]
            product = product_of_letters(
                desk.letters, segment.grams, segment.gram_starts[m], segment.gram_starts[m + 1]
            )
            letters = letters_of(root_of_product(product, np.int64(kept.factors[number])))
        text = text_points(root, letters, most[TEXT])
        earned += text
    if not reaches(earned, possible, bar) or not has_subject(np.int64(kept.theme[number]), text, most, rule):
        return np.int64(OUT), text
    return precise(earned, possible), text


@compiled
def sort_up(numbers):
    numbers.sort()


@tight
def judge(one, i, segment, n, tables, rule, desk, found, blocked, lows, blocked_lows):
    """Take in those of the `n` kept that are good enough, most promising first, so that the bar rises early."""
    order, rows = desk.kept.order[:n], desk.kept.rows
    sort_up(order)
    for place in range(n - 1, -1, -1):
        number = order[place] & NUMBER
        shut = order[place] >> SHUT_BIT & 1
        into, bars = (blocked, blocked_lows) if shut else (found, lows)
        bar = max(bars[0], least_score(into, i))
        if order[place] >> SCORE_SHIFT < bar:
            continue
        if rule.letters:
            next_row = rows[order[max(place - 1, 0)] & NUMBER]
            begin, end = segment.gram_starts[next_row], segment.gram_starts[next_row + 1]
            fetch(segment.grams, np.uint64(4 * begin), np.uint64(4 * (end - begin)))
        score, text = settle(segment, number, bar, tables, rule, desk)
        if score == OUT:
            continue
        other = segment.rows[rows[number]]
        key = key_of(score, other.tie)
        if is_welcome(into, i, key):
            slot = push(into, i, key)
            into.rows[i, slot] = other.place
            fill_points(one, other, tables, into.points[i, slot])
            into.points[i, slot, TEXT] = text
