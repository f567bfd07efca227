"""The first look at many members at once: words in common, and the most that a pair can score, in tight loops."""

from __future__ import annotations

import numpy as np

from matching.core.engine.columns import (
    BLOCKED,
    FLAG_CLOSED,
    FLAG_ELIGIBLE,
    FLAG_FULL,
    FLAG_PREFERRED,
    FLAG_READS_STATES,
    FLAG_STATES_ONLY,
    FLAG_TEXT,
    NO_COUNTRY,
    NO_FEATURE,
    NO_PERIOD,
    POINTS_BITS,
    POINTS_MASK,
    TOP_COUNT,
)
from matching.core.engine.compiled.rules import PERIOD, TEXT, compiled, count_bits, holds, inlined
from matching.core.score import PRECISE
from matching.core.similarity import GRAMS_PART, PARTS, WORDS_PART

BLOCK = 64
# Members at a time, so that what is found in between stays in the nearest cache.
CHUNK = 1_024
# Nothing is as good: not looked at again.
NEVER = np.int32(-1)
# Single floats are wrong by less, in points and in millionths.
SLIP, SCORE_SLIP = np.float32(1.6), np.int32(2)


@compiled
def add_up(features, weights, begin, end, lists, hot, sums):
    """Add the products of weights of words in common, for all members of the clusters `hot`, and some others."""
    starts, entries = lists.starts, lists.entries
    directory_of, directory = lists.directory_of, lists.directory
    for a in range(begin, end):
        f = features[a]
        if f == NO_FEATURE or f >= directory_of.size:
            continue
        weight = np.int32(weights[a])
        cut = directory_of[f]
        if cut < 0:
            for place in range(np.uint64(starts[f]), np.uint64(starts[f + 1])):
                entry = entries[place]
                sums[entry >> np.uint32(8)] += weight * np.int32(entry & np.uint32(255))
            continue
        for c in hot:
            for place in range(np.uint64(directory[cut, c]), np.uint64(directory[cut, c + 1])):
                entry = entries[place]
                sums[entry >> np.uint32(8)] += weight * np.int32(entry & np.uint32(255))


@compiled
def clear(features, begin, end, lists, clusters, hot, sums):
    """Undo `add_up`."""
    for a in range(begin, end):
        f = features[a]
        if f != NO_FEATURE and f < lists.directory_of.size and lists.directory_of[f] < 0:
            for place in range(lists.starts[f], lists.starts[f + 1]):
                sums[lists.entries[place] >> np.uint32(8)] = 0
    for c in hot:
        sums[clusters[c] : clusters[c + 1]] = 0


@compiled
def read_origins(one, tables, origins):
    """What the country and groups of a row mean to the one asking: a state of geography, and whether they block."""
    here = np.int64(one.country)
    shut = one.flags & (FLAG_CLOSED | FLAG_FULL) != 0
    for o in range(tables.origin_countries.size):
        there = tables.origin_countries[o]
        preferred = np.uint32(0)
        if one.flags & FLAG_PREFERRED and there != NO_COUNTRY:
            preferred = np.uint32(2 if holds(tables.sets, one.preferred, there) else 1)
        near = np.uint32(0)
        if one.groups != 0 and tables.origin_groups[o] != 0:
            near = np.uint32(2 if one.groups & tables.origin_groups[o] else 1)
        blocked = shut or (here != NO_COUNTRY and here == there)
        if one.flags & FLAG_ELIGIBLE and there != NO_COUNTRY:
            blocked = blocked or not holds(tables.sets, one.eligible, there)
        origins[o] = (preferred * np.uint32(3) + near) * np.uint32(3) | np.uint32(BLOCKED if blocked else 0)


@inlined
def refusal(one):
    """Which flags of a row block, once FLAG_READS_STATES is turned round."""
    states = 0 if one.flags & FLAG_READS_STATES else FLAG_STATES_ONLY
    return np.uint8(
        FLAG_CLOSED | FLAG_FULL | states | (FLAG_READS_STATES if one.flags & FLAG_STATES_ONLY else 0)
    )


@inlined
def folded(low, high):
    """Themes as members hold them, and how many more than bits may be shared."""
    return low | high, np.uint64(count_bits(low) + count_bits(high) - count_bits(low | high))


@compiled
def first_look(
    one, tables, origins, themes, shelf, begin, end, sums, open_only, desk_known, desk_scale, looks
):
    """The most that the members can score, in millionths, twice; and one more where something may block.

    `themes` says what sharing so many is worth, to the one asking, by the number that the member has.
    """
    known, scale = desk_known, desk_scale
    for start in range(begin, end, CHUNK):
        stop = min(start + CHUNK, end)
        look_at_classes(one, tables, origins, themes, shelf, start, stop, known, scale)
        look_at_texts(
            one,
            tables,
            shelf.first_day,
            shelf.last_day,
            shelf.flags,
            start,
            stop,
            sums,
            open_only,
            known,
            scale,
            looks,
        )


@inlined
def look_at_classes(one, tables, origins, themes, shelf, begin, end, known, scale):
    """What tables say of the members: the part whose places in memory are scattered."""
    means, terms = tables.means[one.means], tables.terms[one.terms]
    geography, scales = tables.geography, tables.scales[one.language]
    own_themes, uncertain = folded(one.themes_low, one.themes_high)
    here = np.uint64(max(one.country, 0) & 63)
    in_country = np.uint8(FLAG_PREFERRED if one.country != NO_COUNTRY else 0)
    for m in range(np.uint64(begin), np.uint64(end)):
        origin = origins[shelf.origin[m]]
        told = np.uint32(
            np.uint32(shelf.flags[m] & in_country != 0)
            * np.uint32(np.uint64(1) + (shelf.near[m] >> here & np.uint64(1)))
        )
        place = np.uint32(np.uint32(origin & np.uint32(31)) + told)
        shared = min(count_bits(shelf.themes[m] & own_themes) + uncertain, np.uint64(TOP_COUNT))
        count = min(shelf.theme_count[m], np.uint8(TOP_COUNT))
        at = m - np.uint64(begin)
        known[at] = np.uint32(
            np.uint32(means[shelf.means[m]] + terms[shelf.terms[m]])
            + np.uint32(geography[place] + themes[shared, count])
            + np.uint32(origin & np.uint32(BLOCKED))
        )
        scale[at] = scales[shelf.language[m]]


@inlined
def look_at_texts(
    one, tables, first_days, last_days, all_flags, begin, end, sums, open_only, known, scale, looks
):
    """Text and period, and the score: the part that goes in step for many members at once."""
    refused = refusal(one)
    unit = np.float32(1 << tables.shift)
    text_most = np.float32(tables.most[TEXT]) / unit
    text_possible = np.uint32((tables.most[TEXT] >> tables.shift) << POINTS_BITS)
    text_slope = text_most * np.float32(WORDS_PART / PARTS)
    text_rise = text_most * np.float32(GRAMS_PART / PARTS) + SLIP
    period_most = np.float32(tables.most[PERIOD]) / unit
    period_possible = np.uint32((tables.most[PERIOD] >> tables.shift) << POINTS_BITS)
    has_text = one.flags & np.uint8(FLAG_TEXT)
    has_period = one.first_day != NO_PERIOD
    first, last = np.int32(one.first_day), np.int32(one.last_day)
    length = last - first
    for at in range(np.uint64(end - begin)):
        m = np.uint64(begin) + at
        flags = all_flags[m]
        near = np.sqrt(np.float32(sums[m]) * scale[at])
        near = min(np.float32(1), near)
        text = np.uint32(np.uint32(np.int32(text_slope * near + text_rise)) + text_possible)
        total = np.uint32(known[at] + (text if flags & has_text else np.uint32(0)))
        first_day, last_day = first_days[m], last_days[m]
        common = np.int32(min(last_day, last) - max(first_day, first) + np.int32(1))
        shorter = np.int32(min(np.int32(last_day - first_day), length) + np.int32(1))
        overlap = np.float32(max(common, np.int32(0))) / np.float32(shorter)
        period = np.uint32(np.uint32(np.int32(period_most * overlap + SLIP)) + period_possible)
        total = np.uint32(total + (period if has_period and first_day != NO_PERIOD else np.uint32(0)))
        points = np.float32(np.int32(total & np.uint32(POINTS_MASK)))
        possible = np.float32(np.int32(total >> np.uint32(POINTS_BITS) & np.uint32(POINTS_MASK)))
        possible = max(np.float32(1), possible)
        score = np.int32(np.int32(np.float32(PRECISE) * points / possible) + SCORE_SLIP)
        blocked = (total >= np.uint32(BLOCKED)) | ((flags ^ np.uint8(FLAG_READS_STATES)) & refused != 0)
        perhaps = blocked | (flags & np.uint8(FLAG_ELIGIBLE) != 0)
        look = np.int32(np.int32(2) * score + np.int32(perhaps))
        looks[m] = NEVER if blocked and open_only else look


@compiled
def best_of_blocks(looks, begin, end, tops):
    """The best of each run of BLOCK members; returns how many runs."""
    n = 0
    for start in range(begin, end, BLOCK):
        best = NEVER
        for m in range(np.uint64(start), np.uint64(min(start + BLOCK, end))):
            best = max(best, looks[m])
        tops[n] = best
        n += 1
    return n
