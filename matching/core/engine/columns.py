"""The columns in which compiled code sees the postings of one side."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

WORD_BITS = 64
THEME_WORDS, COUNTRY_WORDS = 2, 4
NO_PERIOD, NO_COUNTRY, NO_FEATURE = -1, -1, -1
FLAG_CLOSED, FLAG_FULL, FLAG_STATES_ONLY, FLAG_READS_STATES = 1, 2, 4, 8
FLAG_TEXT, FLAG_ELIGIBLE, FLAG_PREFERRED = 16, 32, 64
# A row stands at most so often on a shelf, and a shelf has at most so many places: 24 bits beside a weight of 8.
MOST_MEMBERS = 1 << 24
# Points, what was possible, and a count of what blocks, in one number of 32 bits: see `matching.core.engine.packed`.
POINTS_BITS = 15
POINTS_MASK, BLOCKED = (1 << POINTS_BITS) - 1, 1 << 2 * POINTS_BITS
# More themes than this count as this many.
TOP_COUNT = 15

# One posting: what the full look at it needs lies in two lines of cache. Themes below and from 64; `eligible` and
# `preferred` are places in the table of sets of countries; an unstated period begins with NO_PERIOD.
ROW = np.dtype(
    [
        ("tie", "i8"),
        ("themes_low", "u8"),
        ("themes_high", "u8"),
        ("areas", "u8"),
        ("sectors", "u8"),
        ("goals", "u8"),
        ("groups", "u8"),
        ("first_day", "i4"),
        ("last_day", "i4"),
        ("eligible", "i4"),
        ("preferred", "i4"),
        ("modality", "u2"),
        ("languages", "u2"),
        ("delivery", "u2"),
        ("financing", "u2"),
        ("means", "u2"),
        ("terms", "u2"),
        ("origin", "u2"),
        ("country", "i2"),
        ("theme_count", "u1"),
        ("language", "u1"),
        ("flags", "u1"),
    ],
    align=True,
)


class Columns(NamedTuple):
    """`rows` of ROW, and the features and grams of all texts, cut by their `_starts` (one more than rows)."""

    rows: NDArray[np.void]
    word_starts: NDArray[np.int64]
    words: NDArray[np.int32]
    word_weights: NDArray[np.uint8]
    gram_starts: NDArray[np.int64]
    grams: NDArray[np.uint32]
    gram_weights: NDArray[np.uint8]


class Shelf(NamedTuple):
    """The rows once per theme, theme by theme, those without any at the end: *members*, with what a first look needs.

    Theme t has the members `clusters[t]` to `clusters[t + 1]`; `themes` and `near` (preferred countries) are folded to
    64 bits.
    """

    clusters: NDArray[np.int64]
    rows: NDArray[np.int32]
    themes: NDArray[np.uint64]
    near: NDArray[np.uint64]
    first_day: NDArray[np.int32]
    last_day: NDArray[np.int32]
    means: NDArray[np.uint16]
    terms: NDArray[np.uint16]
    origin: NDArray[np.uint16]
    theme_count: NDArray[np.uint8]
    language: NDArray[np.uint8]
    flags: NDArray[np.uint8]


class Lists(NamedTuple):
    """The members that hold a feature, with its weight there: `entries[starts[f]:starts[f + 1]]`, member << 8 | weight.

    Long lists are cut by cluster: `directory[directory_of[f], c]` to the next is the part of cluster c. The longest are
    those of `common` features; `lengths` bounds, by member, the length of its text in these alone.
    """

    starts: NDArray[np.int64]
    entries: NDArray[np.uint32]
    directory_of: NDArray[np.int32]
    directory: NDArray[np.int64]
    common: NDArray[np.bool_]
    lengths: NDArray[np.uint16]


class Segment(NamedTuple):
    """An immutable index of some rows of a pool; `places` are theirs in the pool.

    `longest` is the largest square of the length of a text; `untold` whether a row has themes but no text.
    """

    columns: Columns
    places: NDArray[np.int32]
    shelf: Shelf
    lists: Lists
    longest: int
    untold: bool
