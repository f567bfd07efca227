"""From columns to an index: members in clusters of one theme, and the words of their texts inverted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.core.engine.coding import TooManyCodesError
from matching.core.engine.columns import (
    FLAG_TEXT,
    MOST_MEMBERS,
    Columns,
    Lists,
    Segment,
    Shelf,
)
from matching.core.engine.compiled.inverting import (
    cut_lists,
    gather_members,
    invert,
    lengths_in,
    longest_text,
)
from matching.core.engine.packing import Item

# Lists of more members than this, per cluster, are cut by cluster; shorter ones are walked whole.
SHORT = 2
# Most entries are of so few features.
COMMON = 256


def build_segment(
    columns: Columns, places: NDArray[np.int32], *, themes: int, features: int, sets: NDArray[np.uint64]
) -> Segment:
    """`themes` and `features` are how many the pool knows by now."""
    rows = columns.rows
    low, high, count = (
        np.ascontiguousarray(rows[name]) for name in ("themes_low", "themes_high", "theme_count")
    )
    clusters, members = gather_members(low, high, count, themes)
    if members.size > MOST_MEMBERS:
        raise TooManyCodesError(f"more than {MOST_MEMBERS} members")
    starts, entries = invert(members, columns.word_starts, columns.words, columns.word_weights, features)
    directory_of, directory = _cut(starts, entries, clusters)
    common = _longest(np.diff(starts), COMMON)
    lengths = lengths_in(common, members, columns.word_starts, columns.words, columns.word_weights)
    untold = (rows["theme_count"] > 0) & (rows["flags"] & FLAG_TEXT == 0)
    return Segment(
        columns=columns,
        places=places,
        shelf=_shelf(rows, members, clusters, sets),
        lists=Lists(starts, entries, directory_of, directory, common, lengths),
        longest=longest_text(columns.word_starts, columns.word_weights),
        untold=bool(untold.any()),
    )


def join(parts: Sequence[Columns]) -> Columns:
    if len(parts) == 1:
        return parts[0]
    word_starts = _join_starts([part.word_starts for part in parts])
    gram_starts = _join_starts([part.gram_starts for part in parts])
    return Columns(
        rows=np.concatenate([part.rows for part in parts]),
        word_starts=word_starts,
        words=np.concatenate([part.words for part in parts]),
        word_weights=np.concatenate([part.word_weights for part in parts]),
        gram_starts=gram_starts,
        grams=np.concatenate([part.grams for part in parts]),
        gram_weights=np.concatenate([part.gram_weights for part in parts]),
    )


def keep(columns: Columns, kept: NDArray[np.bool_]) -> Columns:
    """Only some of the postings, in the same order."""
    word_starts, words = _keep_parts(columns.word_starts, kept)
    gram_starts, grams = _keep_parts(columns.gram_starts, kept)
    return Columns(
        rows=columns.rows[kept],
        word_starts=word_starts,
        words=columns.words[words],
        word_weights=columns.word_weights[words],
        gram_starts=gram_starts,
        grams=columns.grams[grams],
        gram_weights=columns.gram_weights[grams],
    )


def _shelf(
    rows: NDArray[np.void], members: NDArray[np.int32], clusters: NDArray[np.int64], sets: NDArray[np.uint64]
) -> Shelf:
    def taken(values: NDArray[Item]) -> NDArray[Item]:
        return np.ascontiguousarray(values)[members]

    return Shelf(
        clusters=clusters,
        rows=members,
        themes=taken(rows["themes_low"] | rows["themes_high"]),
        near=np.bitwise_or.reduce(sets, axis=1)[taken(rows["preferred"])],
        first_day=taken(rows["first_day"]),
        last_day=taken(rows["last_day"]),
        means=taken(rows["means"]),
        terms=taken(rows["terms"]),
        origin=taken(rows["origin"]),
        theme_count=taken(rows["theme_count"]),
        language=taken(rows["language"]),
        flags=taken(rows["flags"]),
    )


def _cut(
    starts: NDArray[np.int64], entries: NDArray[np.uint32], clusters: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    long = np.flatnonzero(np.diff(starts) > SHORT * clusters.size)
    directory_of = np.full(starts.size - 1, -1, dtype=np.int32)
    directory_of[long] = np.arange(long.size)
    return directory_of, cut_lists(long, starts, entries, clusters)


def _longest(lengths: NDArray[np.int64], count: int) -> NDArray[np.bool_]:
    found = np.zeros(lengths.size, dtype=np.bool_)
    found[np.argsort(lengths)[-count:]] = True
    return found


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
