"""The best of one side for postings of the other, exactly, the same bits on every path."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.core.engine.columns import Columns
from matching.core.engine.compiled.entering import enter
from matching.core.engine.compiled.heap import Found, nothing_found, put_in_order
from matching.core.engine.compiled.rules import Rule, Tables
from matching.core.engine.compiled.search import search
from matching.core.engine.tables import rule_of
from matching.core.pool import Pool
from matching.core.profile import Profile

__all__ = ["Best", "Hit", "Pool", "find_all", "find_best", "find_entering"]


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


class Lists(NamedTuple):
    """One list per posting that asked, best first, as arrays: of the `counts[i]` places in use in row i of each."""

    open: Found
    blocked: Found


def find_best(
    asking: Sequence[Profile], pool: Pool, *, k: int, blocked: int = 0, threads: int = 1
) -> list[Best]:
    """Find the best k that nothing blocks, and the best of the others, for each of some postings."""
    lists = find_all(asking, pool, k=k, blocked=blocked, threads=threads)
    return [Best(_hits(lists.open, i), _hits(lists.blocked, i)) for i in range(len(asking))]


def find_all(asking: Sequence[Profile], pool: Pool, *, k: int, blocked: int = 0, threads: int = 1) -> Lists:
    """What `find_best` finds, for callers with many postings."""
    return search_pool(pool.pack(asking), pool, k=k, blocked=blocked, threads=threads)


def find_entering(
    asking: Profile, pool: Pool, bars: NDArray[np.int64], blocked_bars: NDArray[np.int64]
) -> Best:
    """Find every row whose list the one asking enters: its key, seen from the row's side, is above the row's bar.

    Seen from there the tie is that of the one asking, so equal keys are common here; the first row then goes first.
    """
    columns = pool.pack([asking])
    tables, rule = pool.tables(), rule_of(pool.generation)
    # Copies have one type in memory, whatever was given: another one would be compiled anew.
    own_bars, own_blocked = np.array(bars, dtype=np.int64), np.array(blocked_bars, dtype=np.int64)
    entered: tuple[list[Hit], list[Hit]] = ([], [])
    for segment, desk in pool.desks():
        keys, places, points, blocked = enter(
            columns, segment, tables, rule, desk, pool.gone, own_bars, own_blocked
        )
        for key, place, parts, is_blocked in zip(
            keys.tolist(), places.tolist(), points.tolist(), blocked.tolist(), strict=True
        ):
            entered[is_blocked].append(Hit(place, key, tuple(parts)))
    free, shut = (sorted(hits, key=lambda hit: (-hit.key, hit.row)) for hits in entered)
    return Best(tuple(free), tuple(shut))


def search_pool(
    columns: Columns, pool: Pool, *, k: int, blocked: int = 0, threads: int = 1, letters: bool = True
) -> Lists:
    """Search for postings that the pool has packed; threads take turns, and what they find does not depend on that.

    Without `letters` it is the first stage alone: it meets every row that may be among the best k once letters are
    counted, and ranks them as if there were none in common.
    """
    rule = rule_of(pool.generation, letters=letters)
    lists = Lists(nothing_found(columns.rows.size, k), nothing_found(columns.rows.size, blocked))
    tables = pool.tables()
    if threads == 1:
        _search(columns, pool, tables, rule, lists, thread=0, threads=1)
    else:
        with ThreadPoolExecutor(threads) as executor:
            running = [
                executor.submit(_search, columns, pool, tables, rule, lists, thread=thread, threads=threads)
                for thread in range(threads)
            ]
        for part in running:
            part.result()
    for found in lists:
        put_in_order(found)
    return lists


def _search(
    columns: Columns, pool: Pool, tables: Tables, rule: Rule, lists: Lists, *, thread: int, threads: int
) -> None:
    for segment, desk in pool.desks(thread=thread):
        search(columns, thread, threads, segment, tables, rule, desk, pool.gone, *lists)


def _hits(found: Found, i: int) -> tuple[Hit, ...]:
    count = int(found.counts[i])
    columns = (found.rows[i, :count], found.keys[i, :count], found.points[i, :count])
    return tuple(
        Hit(row, key, tuple(points))
        for row, key, points in zip(*(column.tolist() for column in columns), strict=True)
    )
