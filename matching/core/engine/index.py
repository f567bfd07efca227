"""From columns to an index and back: the words of texts, and the themes, inverted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.core.engine.coding import TooManyCodesError
from matching.core.engine.columns import (
    FLAG_ELIGIBLE,
    FLAG_TEXT,
    MOST_ROWS,
    TOP_COUNT,
    Columns,
    Lists,
    Segment,
    Themes,
)
from matching.core.engine.compiled.inverting import gather_by_theme, invert

# Classes are stored in 16 bits.
CLASS_BITS = 16
ANYWHERE = np.uint64((1 << 64) - 1)


def build_segment(
    columns: Columns, places: NDArray[np.int32], *, themes: int, features: int, sets: NDArray[np.uint64]
) -> Segment:
    """`themes` and `features` are how many the pool knows by now."""
    rows = columns.rows
    if rows.size > MOST_ROWS:
        raise TooManyCodesError(f"more than {MOST_ROWS} rows")
    rows["place"] = places
    low, high, count = (
        np.ascontiguousarray(rows[name]) for name in ("themes_low", "themes_high", "theme_count")
    )
    return Segment(
        rows=rows,
        places=places,
        gram_starts=columns.gram_starts,
        grams=columns.grams,
        lists=Lists(*invert(columns.word_starts, columns.words, features)),
        themes=_in_runs(rows, gather_by_theme(low, high, count, themes), sets),
        untold=np.flatnonzero(rows["flags"] & FLAG_TEXT == 0).astype(np.int32),
    )


def _in_runs(
    rows: NDArray[np.void], by_theme: tuple[NDArray[np.int64], NDArray[np.int32]], sets: NDArray[np.uint64]
) -> Themes:
    starts, members = by_theme
    lists = np.repeat(np.arange(starts.size - 1), np.diff(starts))
    members = members[np.lexsort((rows["modality"][members], lists))]
    modality = rows["modality"][members]
    kinds = lists << CLASS_BITS | modality
    begins = np.flatnonzero(np.diff(kinds, prepend=-1))
    folded = np.bitwise_or.reduce(sets, axis=1)
    restricted = rows["flags"][members] & FLAG_ELIGIBLE != 0
    return Themes(
        starts=np.searchsorted(begins, starts),
        run_starts=np.append(begins, members.size),
        modality=modality[begins],
        rows=members,
        terms=rows["terms"][members],
        origin=rows["origin"][members],
        themes=(rows["themes_low"] | rows["themes_high"])[members],
        near=folded[rows["preferred"][members]],
        open_to=np.where(restricted, folded[rows["eligible"][members]], ANYWHERE),
        first_day=rows["first_day"][members],
        last_day=rows["last_day"][members],
        counts=np.minimum(rows["theme_count"][members], np.uint8(TOP_COUNT)),
        language=rows["language"][members],
    )


def columns_of(segment: Segment) -> Columns:
    word_starts, words = invert(*segment.lists, segment.rows.size)
    return Columns(segment.rows, word_starts, words, segment.gram_starts, segment.grams)


def join(parts: Sequence[Columns]) -> Columns:
    if len(parts) == 1:
        return parts[0]
    return Columns(
        rows=np.concatenate([part.rows for part in parts]),
        word_starts=_join_starts([part.word_starts for part in parts]),
        words=np.concatenate([part.words for part in parts]),
        gram_starts=_join_starts([part.gram_starts for part in parts]),
        grams=np.concatenate([part.grams for part in parts]),
    )


def keep(columns: Columns, kept: NDArray[np.bool_]) -> Columns:
    """Only some of the postings, in the same order."""
    word_starts, words = _keep_parts(columns.word_starts, kept)
    gram_starts, grams = _keep_parts(columns.gram_starts, kept)
    return Columns(columns.rows[kept], word_starts, columns.words[words], gram_starts, columns.grams[grams])


def _join_starts(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    ends = np.cumsum([0, *(part[-1] for part in parts)])
    return np.concatenate(
        ([0], *(part[1:] + end for part, end in zip(parts, ends[:-1], strict=True)))
    ).astype(np.int64)


def _keep_parts(
    starts: NDArray[np.int64], kept: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    lengths = np.diff(starts)
    return np.concatenate(([0], np.cumsum(lengths[kept]))).astype(np.int64), np.repeat(kept, lengths)
