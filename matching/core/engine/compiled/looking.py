"""A quick look at the rows with a theme of the one asking: the most that each can score, a little too high.

Letters count in full, the rest nearly as it is.
"""

from __future__ import annotations

import numpy as np

from matching.core.criteria.geography import NEIGHBOURHOOD, PREFERENCE
from matching.core.engine.coding import MISSING
from matching.core.engine.columns import (
    FLAG_ELIGIBLE,
    FLAG_PREFERRED,
    FLAG_TEXT,
    NO_COUNTRY,
    NO_PERIOD,
    TOP_COUNT,
    WORD_BITS,
)
from matching.core.engine.compiled.rules import (
    DELIVERY,
    FINANCING,
    GEOGRAPHY,
    LANGUAGES,
    MODALITY,
    PERIOD,
    TEXT,
    THEME,
    compiled,
    count_bits,
    holds,
    inlined,
    tight,
)
from matching.core.score import PRECISE
from matching.core.similarity import GRAMS_PART, PARTS, WORDS_PART

# Points are rounded for four criteria; with single floats they and the score, in millionths, are wrong by less than this.
SLIP, SCORE_SLIP = np.float32(2.1), np.int32(2)
# Less than any points make up for: what blocks, where only open pairs are wanted.
OUT_OF_SIGHT = np.float32(-1e9)
# Looks that are drawn to guess at the best, and the steps in which these are counted.
SAMPLE, STEP_BITS = 512, 12
STEPS = PRECISE >> STEP_BITS

# Rows that are looked at together, because they lie together.
GROUP = 32

# What a row's own preference adds to what is judged, and to what holds: unsaid, unmet, met.
TOLD = ((0, 0), (PREFERENCE, 0), (PREFERENCE, PREFERENCE))


@inlined
def has_theme(one, t):
    mask = one.themes_low if t < WORD_BITS else one.themes_high
    return mask >> np.uint64(t % WORD_BITS) & np.uint64(1) != 0


@tight
def lists_near(one, themes, wanted):
    """Which lists of rows may share a theme with the one asking: those of its own, and of rows without any.

    To one that names no theme all rows are alike. Returns how many.
    """
    n = 0
    for t in range(themes.starts.size - 1):
        if one.theme_count == 0 or t == themes.starts.size - 2 or has_theme(one, t):
            wanted[n] = t
            n += 1
    return n


@tight
def read_terms(one, tables, open_only, earned, possible):
    """What languages, delivery and financing of rows come to: points, and how many were possible."""
    most = tables.most
    for c in range(earned.size):
        languages = tables.languages[one.languages, tables.terms[c, 0]]
        delivery = tables.delivery[one.delivery, tables.terms[c, 1]]
        financing = tables.financing[one.financing, tables.terms[c, 2]]
        earned[c] = max(languages, 0) + max(delivery, 0) + max(financing, 0)
        if open_only and tables.languages_blocks[one.languages, tables.terms[c, 0]]:
            earned[c] = OUT_OF_SIGHT
        possible[c] = (
            most[LANGUAGES] * (languages != MISSING)
            + most[DELIVERY] * (delivery != MISSING)
            + most[FINANCING] * (financing != MISSING)
        )


@inlined
def text_line(one, tables):
    """What roots of products of words are worth in points, what letters are worth, and what is possible."""
    if one.flags & FLAG_TEXT == 0:
        return np.float32(0), np.float32(0), np.float32(0)
    most = np.float32(tables.most[TEXT])
    return most * np.float32(WORDS_PART / PARTS), most * np.float32(GRAMS_PART / PARTS), most


@inlined
def overlap(first, last, first_day, last_day):
    """The part of the shorter of two periods that both hold."""
    common = min(last_day, last) - max(first_day, first) + np.int32(1)
    shorter = min(last_day - first_day, last - first) + np.int32(1)
    return np.float32(max(common, np.int32(0))) / np.float32(shorter)


@tight
def read_origins(one, tables, open_only, points, judged):
    """What geography comes to by origin of a row and what the row says of the one asking's country, as in TOLD."""
    most, here = tables.most[GEOGRAPHY], np.int64(one.country)
    for o in range(points.shape[0]):
        there = tables.origin_countries[o]
        shut = here != NO_COUNTRY and here == there
        if one.flags & FLAG_ELIGIBLE and there != NO_COUNTRY:
            shut = shut or not holds(tables.sets, one.eligible, there)
        weight, held = 0, 0
        if one.flags & FLAG_PREFERRED and there != NO_COUNTRY:
            weight += PREFERENCE
            held += PREFERENCE * holds(tables.sets, one.preferred, there)
        if one.groups != 0 and tables.origin_groups[o] != 0:
            weight += NEIGHBOURHOOD
            held += NEIGHBOURHOOD * (one.groups & tables.origin_groups[o] != 0)
        for told, (more, met) in enumerate(TOLD):
            points[o, told] = most * (held + met) / max(weight + more, 1)
            if open_only and shut:
                points[o, told] = OUT_OF_SIGHT
            judged[o, told] = most if weight + more else 0


@inlined
def folded(low, high):
    """Themes as runs hold them, and how many more than bits may be shared."""
    return low | high, np.uint64(count_bits(low) + count_bits(high) - count_bits(low | high))


@tight
def spare(one, tables, desk, themes, bar):
    """What classes leave above a bar, in points: `bar` is a part of what is possible."""
    theme_most = np.float32(tables.most[THEME] if one.theme_count else 0)
    for c in range(desk.earned.size):
        desk.spare_terms[c] = desk.earned[c] - bar * desk.possible[c]
    for o in range(desk.geography.shape[0]):
        for told in range(len(TOLD)):
            desk.spare_origins[o, told] = desk.geography[o, told] - bar * desk.judged[o, told]
    for shared in range(TOP_COUNT + 1):
        for count in range(TOP_COUNT + 1):
            most = theme_most if count else np.float32(0)
            desk.spare_themes[shared, count] = themes[shared, count] - bar * most


@tight
def look(one, near, lists, tables, desk, shut, open_only, least, step):
    """Collect rows with the most that they can score, in millionths, if it is about `least` or more; returns how many.

    Those whose modality blocks if `shut`, else the others, of each run every `step`-th group; a row comes once for each of the
    lists that it is in. With `open_only` most of those that anything else blocks are left out as well.
    """
    slope, rise, text_most = text_line(one, tables)
    period_most = np.float32(tables.most[PERIOD] if one.first_day != NO_PERIOD else 0)
    themes = tables.themes[min(one.theme_count, TOP_COUNT)]
    theme_most = np.float32(tables.most[THEME] if one.theme_count else 0)
    own_themes, uncertain = folded(one.themes_low, one.themes_high)
    here = np.uint64(max(one.country, 0) & (WORD_BITS - 1))
    has_country = np.uint64(one.country != NO_COUNTRY)
    anywhere = np.uint64(not open_only or one.country == NO_COUNTRY)
    earned, possible, geography, judged = desk.earned, desk.possible, desk.geography, desk.judged
    bar = np.float32((least - np.int64(SCORE_SLIP)) / PRECISE)
    spare(one, tables, desk, themes, bar)
    n = 0
    for t in lists:
        for run in range(near.starts[t], near.starts[t + 1]):
            c = near.modality[run]
            if tables.modality_blocks[one.modality, c] != shut:
                continue
            modality = tables.modality[one.modality, c]
            own = np.float32(max(modality, 0)) + rise + SLIP
            own_possible = np.float32(tables.most[MODALITY] if modality != MISSING else 0) + text_most
            own_spare = own - bar * own_possible + max(period_most - bar * period_most, np.float32(0))
            begin, end = np.uint64(near.run_starts[run]), np.uint64(near.run_starts[run + 1])
            for group in range(begin, end, np.uint64(GROUP * step)):
                for place in range(group, min(group + np.uint64(GROUP), end)):
                    m, terms, origin = np.uint32(near.rows[place]), near.terms[place], near.origin[place]
                    count = near.counts[place]
                    shared = min(
                        count_bits(near.themes[place] & own_themes) + uncertain, np.uint64(TOP_COUNT)
                    )
                    preferred = near.near[place]
                    told = np.uint64(preferred != 0) + (preferred >> here & np.uint64(1))
                    told *= has_country
                    words = np.float32(desk.sums[m]) * tables.scales[one.language, near.language[place]]
                    # Short of the bar by more than the words can make up for, whatever the period: without a root.
                    short = own_spare + desk.spare_terms[terms] + desk.spare_origins[origin, told]
                    short = min(short + desk.spare_themes[shared, count], np.float32(0))
                    if short * short > slope * slope * words:
                        continue
                    first_day, last_day = near.first_day[place], near.last_day[place]
                    period = period_most if first_day != NO_PERIOD else np.float32(0)
                    points = own + earned[terms] + geography[origin, told] + themes[shared, count]
                    points += slope * min(np.sqrt(words), np.float32(1))
                    points += period * overlap(one.first_day, one.last_day, first_day, last_day)
                    most = own_possible + possible[terms] + judged[origin, told] + period
                    most += theme_most if count else np.float32(0)
                    desk.chosen[n] = m
                    desk.looks[n] = (
                        np.int32(np.float32(PRECISE) * points / max(most, np.float32(1))) + SCORE_SLIP
                    )
                    n += np.int64(
                        (near.open_to[place] >> here & np.uint64(1) | anywhere) & np.uint64(points > 0)
                    )
    return n


@tight
def pick(chosen, looks, n, least, below, picked):
    """Those of the first `n` that look at least so good, and worse than `below`; returns how many."""
    found = 0
    for place in range(n):
        picked[found] = chosen[place]
        found += (looks[place] >= least) & (looks[place] < below)
    return found


@compiled
def guess(looks, n, best):
    """Guess how good about the `best` many of the first `n` look; 0 where there are hardly more than that."""
    if n < 2 * best:
        return np.int32(0)
    counts = np.zeros(STEPS + 1, dtype=np.uint16)
    step = max(n // SAMPLE, 1)
    for place in range(0, n, step):
        counts[min(max(looks[place] >> STEP_BITS, 0), STEPS)] += 1
    left = best // step
    for at in range(STEPS, 0, -1):
        left -= counts[at]
        if left < 0:
            return np.int32(at << STEP_BITS)
    return np.int32(0)
