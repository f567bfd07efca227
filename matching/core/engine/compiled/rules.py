"""The criteria of a pair once more, compiled: those that look at more than a few coarse facts.

Tests hold each of them against its criterion in `matching.core.criteria`. Everything is a whole number: roots below
10**4, products of texts below 2**18, factors below 2**8, points below 2**15, so no product reaches 2**63.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from matching.core.criteria import CRITERIA
from matching.core.criteria.criterion import FULL
from matching.core.criteria.geography import NEIGHBOURHOOD, PREFERENCE
from matching.core.criteria.theme import ONE_SHARED, SAME_AREA, SAME_GOAL, SAME_SECTOR
from matching.core.engine.coding import MISSING
from matching.core.engine.columns import (
    FLAG_CLOSED,
    FLAG_ELIGIBLE,
    FLAG_FULL,
    FLAG_PREFERRED,
    FLAG_READS_STATES,
    FLAG_STATES_ONLY,
    FLAG_TEXT,
    NO_COUNTRY,
    NO_PERIOD,
)
from matching.core.score import PRECISE
from matching.core.similarity import GRAMS_FROM, GRAMS_PART, GRAMS_TO, PARTS, WHOLE, WORDS_PART
from matching.core.ties import TIE_BITS

PLACES = {criterion.id: place for place, criterion in enumerate(CRITERIA)}
THEME, TEXT = PLACES["theme"], PLACES["text"]
MODALITY, LANGUAGES = PLACES["modality"], PLACES["languages"]
GEOGRAPHY, PERIOD = PLACES["geography"], PLACES["period"]
DELIVERY, FINANCING = PLACES["delivery"], PLACES["financing"]
CRITERIA_COUNT = len(CRITERIA)
LARGEST_TIE = (1 << TIE_BITS) - 1

# Counting who holds an array takes longer than most of what is done with it; without, no array can be made. Numba knows the
# option by a name that begins with an underscore: a release that drops it fails where it compiles, not later.
_OPTIONS: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy"}
_COUNTING, _NOT_COUNTING = {**_OPTIONS, "_nrt": True}, {**_OPTIONS, "_nrt": False}
compiled = njit(**_COUNTING)
tight = njit(**_NOT_COUNTING)
inlined = njit(**_NOT_COUNTING, forceinline=True)


class Rule(NamedTuple):
    """What makes a suggestion, in millionths: of all points, of those of theme and text, or of those of text alone.

    Without `letters` none count: the first stage by itself.
    """

    suggestion: int
    subject: int
    near_text: int
    letters: bool


class Tables(NamedTuple):
    """What is known of pairs of classes, by coded criterion: points, and whether they block.

    `terms` says which classes of languages, delivery and financing stand together in rows, `origins` which country and
    groups, `themes` what sharing some is worth, `most` is what each criterion can give, `sets` the masks of countries, `factors`
    those of pairs of languages and `scales` the same as parts of the product of equal texts.
    """

    most: NDArray[np.int64]
    modality: NDArray[np.int32]
    modality_blocks: NDArray[np.bool_]
    languages: NDArray[np.int32]
    languages_blocks: NDArray[np.bool_]
    delivery: NDArray[np.int32]
    financing: NDArray[np.int32]
    terms: NDArray[np.int64]
    origin_countries: NDArray[np.int64]
    origin_groups: NDArray[np.uint64]
    themes: NDArray[np.float32]
    sets: NDArray[np.uint64]
    factors: NDArray[np.int64]
    scales: NDArray[np.float32]


@intrinsic
def count_bits(_context, _mask):
    """One instruction where the processor has it."""

    def generate(_context, builder, _signature, arguments):
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@intrinsic
def prefetch(_context, _address):
    """Ask for the line of memory at an address, which goes on meanwhile."""

    def generate(_context, builder, _signature, arguments):
        pointer = ir.IntType(8).as_pointer()
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        hints = [ir.Constant(number, hint) for hint in (0, 3, 1)]
        builder.call(function, [builder.inttoptr(arguments[0], pointer), *hints])
        return _context.get_dummy_value()

    return types.void(types.uintp), generate


@inlined
def root_of(x):
    """The whole root: a double may be off by one below 2**53."""
    found = np.int64(np.sqrt(np.float64(x)))
    while found * found > x:
        found -= 1
    while (found + 1) * (found + 1) <= x:
        found += 1
    return found


@inlined
def root_of_product(product, factor):
    return min(np.int64(FULL), root_of(product * factor * FULL * FULL // WHOLE))


@inlined
def points_of(fit, most):
    return (2 * fit * most + FULL) // (2 * FULL)


@inlined
def text_points(words_root, letters, most):
    """`letters` from 0 to FULL."""
    return points_of((WORDS_PART * words_root + GRAMS_PART * letters) // PARTS, most)


@inlined
def letters_of(grams_root):
    return FULL * (min(max(grams_root, GRAMS_FROM), GRAMS_TO) - GRAMS_FROM) // (GRAMS_TO - GRAMS_FROM)


@inlined
def share_theme(one, other):
    return (one.themes_low & other.themes_low) | (one.themes_high & other.themes_high) != 0


@inlined
def theme_points(one, other, most):
    if one.theme_count == 0 or other.theme_count == 0:
        return np.int64(MISSING)
    shared = np.int64(
        count_bits(one.themes_low & other.themes_low) + count_bits(one.themes_high & other.themes_high)
    )
    if shared:
        either = min(np.int64(one.theme_count), np.int64(other.theme_count))
        return points_of(ONE_SHARED + (FULL - ONE_SHARED) * shared // either, most)
    if one.areas & other.areas:
        return points_of(SAME_AREA, most)
    if one.sectors & other.sectors:
        return points_of(SAME_SECTOR, most)
    return points_of(SAME_GOAL, most) if one.goals & other.goals else np.int64(0)


@inlined
def holds(sets, place, country):
    return sets[place, country >> 6] >> np.uint64(country & 63) & np.uint64(1) != 0


@inlined
def geography_points(one, other, sets, most):
    judged = np.int64(0)
    held = np.int64(0)
    here, there = np.int64(one.country), np.int64(other.country)
    if one.flags & FLAG_PREFERRED and there != NO_COUNTRY:
        judged += PREFERENCE
        held += PREFERENCE * holds(sets, one.preferred, there)
    if other.flags & FLAG_PREFERRED and here != NO_COUNTRY:
        judged += PREFERENCE
        held += PREFERENCE * holds(sets, other.preferred, here)
    if one.groups != 0 and other.groups != 0:
        judged += NEIGHBOURHOOD
        held += NEIGHBOURHOOD * (one.groups & other.groups != 0)
    return np.int64(MISSING) if judged == 0 else points_of(FULL * held // judged, most)


@inlined
def period_points(one, other, most):
    if min(one.first_day, other.first_day) == NO_PERIOD:
        return np.int64(MISSING)
    first = np.int64(max(one.first_day, other.first_day))
    last = np.int64(min(one.last_day, other.last_day))
    shorter = np.int64(min(one.last_day - one.first_day, other.last_day - other.first_day)) + 1
    return points_of(FULL * max(last - first + 1, np.int64(0)) // shorter, most)


@inlined
def is_blocked(one, other, tables):
    # What blocks most often comes first.
    if tables.modality_blocks[one.modality, other.modality]:
        return True
    here, there = np.int64(one.country), np.int64(other.country)
    if here != NO_COUNTRY and here == there:
        return True
    if (one.flags | other.flags) & (FLAG_CLOSED | FLAG_FULL):
        return True
    if other.flags & FLAG_STATES_ONLY and not one.flags & FLAG_READS_STATES:
        return True
    if one.flags & FLAG_STATES_ONLY and not other.flags & FLAG_READS_STATES:
        return True
    if one.flags & FLAG_ELIGIBLE and there != NO_COUNTRY and not holds(tables.sets, one.eligible, there):
        return True
    if other.flags & FLAG_ELIGIBLE and here != NO_COUNTRY and not holds(tables.sets, other.eligible, here):
        return True
    return tables.languages_blocks[one.languages, other.languages]


@inlined
def have_text(one, other):
    return one.flags & other.flags & FLAG_TEXT != 0


@inlined
def fill_points(one, other, tables, points):
    """All points of a pair but those of its text."""
    most = tables.most
    points[THEME] = theme_points(one, other, most[THEME])
    points[TEXT] = MISSING
    points[MODALITY] = tables.modality[one.modality, other.modality]
    points[LANGUAGES] = tables.languages[one.languages, other.languages]
    points[GEOGRAPHY] = geography_points(one, other, tables.sets, most[GEOGRAPHY])
    points[PERIOD] = period_points(one, other, most[PERIOD])
    points[DELIVERY] = tables.delivery[one.delivery, other.delivery]
    points[FINANCING] = tables.financing[one.financing, other.financing]


@inlined
def totals(points, most):
    """Points earned, and what was possible."""
    earned = np.int64(0)
    possible = np.int64(0)
    for c in range(CRITERIA_COUNT):
        if points[c] != MISSING:
            earned += points[c]
            possible += most[c]
    return earned, possible


@inlined
def precise(earned, possible):
    return np.int64(0) if possible == 0 else (2 * PRECISE * earned + possible) // (2 * possible)


@inlined
def reaches(earned, possible, score):
    """Whether `precise` is at least so much, without a division."""
    return 2 * PRECISE * earned >= (2 * score - 1) * possible and (possible != 0 or score <= 0)


@inlined
def has_subject(theme, text, most, rule):
    """Whether points of theme and text make a pair a suggestion, given its score."""
    earned = np.int64(0)
    possible = np.int64(0)
    if text != MISSING:
        earned += text
        possible += most[TEXT]
    if reaches(earned, possible, rule.near_text):
        return True
    if theme != MISSING:
        earned += theme
        possible += most[THEME]
    return reaches(earned, possible, rule.subject)


@inlined
def key_of(score, tie):
    return score << TIE_BITS | (LARGEST_TIE - tie)
