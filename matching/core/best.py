"""The best of one side for postings of the other, exactly, the same bits on every path.

Where the generation weighs meaning a second stage follows the first; whoever asks notices nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.core.criteria import weighs_meaning
from matching.core.engine.compiled.heap import Found
from matching.core.first_stage import Lists, enter_pool, search_pool
from matching.core.pool import Pool
from matching.core.profile import Profile
from matching.core.second_stage import enter_fully, search_fully

__all__ = ["Best", "Hit", "Lists", "Pool", "find_all", "find_best", "find_entering", "search_pool"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A pair found: `row` is a place in the pool, a larger `key` goes first, `points` are those of `Score`.

    The key is the score in millionths, then the tie of the one found: no two of a pool have the same.
    """

    row: int
    key: int
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """Only suggestions, best first; nothing blocks those in `open`."""

    open: tuple[Hit, ...]
    blocked: tuple[Hit, ...]


def find_best(
    asking: Sequence[Profile], pool: Pool, *, k: int, blocked: int = 0, threads: int = 1
) -> list[Best]:
    """Find the best k that nothing blocks, and the best of the others, for each of some postings."""
    lists = find_all(asking, pool, k=k, blocked=blocked, threads=threads)
    return [Best(_hits(lists.open, i), _hits(lists.blocked, i)) for i in range(len(asking))]


def find_all(asking: Sequence[Profile], pool: Pool, *, k: int, blocked: int = 0, threads: int = 1) -> Lists:
    """What `find_best` finds, for callers with many postings."""
    if weighs_meaning(pool.generation):
        return search_fully(asking, pool, k=k, blocked=blocked, threads=threads)
    return search_pool(pool.pack(asking), pool, k=k, blocked=blocked, threads=threads)


def find_entering(
    asking: Profile, pool: Pool, bars: NDArray[np.int64], blocked_bars: NDArray[np.int64]
) -> Best:
    """Find every row whose list the one asking enters: its key, seen from the row's side, is above the row's bar.

    Seen from there the tie is that of the one asking, so equal keys are common here; the first row then goes first.
    """
    enter = enter_fully if weighs_meaning(pool.generation) else enter_pool
    found = enter(asking, pool, bars, blocked_bars)
    entered: tuple[list[Hit], list[Hit]] = ([], [])
    for key, place, parts, is_blocked in zip(*(column.tolist() for column in found), strict=True):
        entered[is_blocked].append(Hit(place, key, tuple(parts)))
    free, shut = (sorted(hits, key=lambda hit: (-hit.key, hit.row)) for hits in entered)
    return Best(tuple(free), tuple(shut))


def _hits(found: Found, i: int) -> tuple[Hit, ...]:
    count = int(found.counts[i])
    columns = (found.rows[i, :count], found.keys[i, :count], found.points[i, :count])
    return tuple(
        Hit(row, key, tuple(points))
        for row, key, points in zip(*(column.tolist() for column in columns), strict=True)
    )
