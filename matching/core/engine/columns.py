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
# A row or a feature is kept in 24 bits beside a weight of 8.
WEIGHT_BITS = 8
MOST_ROWS = MOST_FEATURES = 1 << 24
# More themes than this count as this many.
TOP_COUNT = 15

# One posting, in two lines of cache, what is asked first in the first. Themes below and from 64; `eligible` and
# `preferred` are places in the table of sets of countries; an unstated period begins with NO_PERIOD. `place` is that in the pool.
ROW = np.dtype(
    [
        ("themes_low", "u8"),
        ("themes_high", "u8"),
        ("groups", "u8"),
        ("first_day", "i4"),
        ("last_day", "i4"),
        ("eligible", "i4"),
        ("preferred", "i4"),
        ("modality", "u2"),
        ("languages", "u2"),
        ("delivery", "u2"),
        ("financing", "u2"),
        ("terms", "u2"),
        ("origin", "u2"),
        ("country", "i2"),
        ("theme_count", "u1"),
        ("language", "u1"),
        ("flags", "u1"),
        ("place", "i4"),
        ("areas", "u8"),
        ("sectors", "u8"),
        ("goals", "u8"),
        ("tie", "i8"),
    ],
    align=True,
)


class Columns(NamedTuple):
    """`rows` of ROW, and the words and grams of all texts, cut by their `_starts` (one more than rows).

    Both are numbers of the pool, each above its weight of WEIGHT_BITS.
    """

    rows: NDArray[np.void]
    word_starts: NDArray[np.int64]
    words: NDArray[np.uint32]
    gram_starts: NDArray[np.int64]
    grams: NDArray[np.uint32]


class Lists(NamedTuple):
    """The rows that hold a word, each above its weight there: `entries[starts[f]:starts[f + 1]]` of word f."""

    starts: NDArray[np.int64]
    entries: NDArray[np.uint32]


class Themes(NamedTuple):
    """The rows with theme t: those of the runs `starts[t]` to `starts[t + 1]`; in the last list those without any.

    Run r holds `rows[run_starts[r]:run_starts[r + 1]]`, all of one class of modality. What a look at these rows needs
    lies beside them; `themes`, `near` (preferred countries) and `open_to` (eligible ones) are folded to 64 bits.
    """

    starts: NDArray[np.int64]
    run_starts: NDArray[np.int64]
    modality: NDArray[np.uint16]
    rows: NDArray[np.int32]
    terms: NDArray[np.uint16]
    origin: NDArray[np.uint16]
    themes: NDArray[np.uint64]
    near: NDArray[np.uint64]
    open_to: NDArray[np.uint64]
    first_day: NDArray[np.int32]
    last_day: NDArray[np.int32]
    counts: NDArray[np.uint8]
    language: NDArray[np.uint8]


class Segment(NamedTuple):
    """An immutable index of some rows of a pool; `places` are theirs in the pool, `untold` those without a text.

    Words are kept in `lists` alone: `matching.core.engine.index.columns_of` gives them back by row.
    """

    rows: NDArray[np.void]
    places: NDArray[np.int32]
    gram_starts: NDArray[np.int64]
    grams: NDArray[np.uint32]
    lists: Lists
    themes: Themes
    untold: NDArray[np.int32]
