"""The first stage of a search: the best of a pool by all criteria but meaning, of which it knows nothing.

Where a generation weighs meaning it takes in every pair that meaning may make a suggestion; see
`matching.core.second_stage`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.core.engine.columns import Columns
from matching.core.engine.compiled.entering import enter
from matching.core.engine.compiled.heap import Found, nothing_found, put_in_order
from matching.core.engine.compiled.rules import CRITERIA_COUNT, Rule, Tables
from matching.core.engine.compiled.search import search
from matching.core.engine.tables import rule_of
from matching.core.pool import Pool
from matching.core.profile import Profile


class Lists(NamedTuple):
    """One list per posting that asked, best first, as arrays: of the `counts[i]` places in use in row i of each."""

    open: Found
    blocked: Found


class Entered(NamedTuple):
    """Keys as the rows see them, places in the pool, points per criterion, and what is blocked; in no order."""

    keys: NDArray[np.int64]
    places: NDArray[np.int64]
    points: NDArray[np.int64]
    blocked: NDArray[np.bool_]


def search_pool(
    columns: Columns, pool: Pool, *, k: int, blocked: int = 0, threads: int = 1, letters: bool = True
) -> Lists:
    """Search for postings that the pool has packed; threads take turns, and what they find does not depend on that.

    Without `letters` it meets every row that may be among the best k once letters are counted, and ranks them as if
    there were none in common.
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


def enter_pool(
    asking: Profile, pool: Pool, bars: NDArray[np.int64], blocked_bars: NDArray[np.int64]
) -> Entered:
    """Find every row that sees the one asking above its bar."""
    columns = pool.pack([asking])
    tables, rule = pool.tables(), rule_of(pool.generation)
    # Copies have one type in memory, whatever was given: another one would be compiled anew.
    own_bars, own_blocked = np.array(bars, dtype=np.int64), np.array(blocked_bars, dtype=np.int64)
    parts = [
        enter(columns, segment, tables, rule, desk, pool.gone, own_bars, own_blocked)
        for segment, desk in pool.desks()
    ]
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return Entered(nothing, nothing, np.zeros((0, CRITERIA_COUNT), dtype=np.int64), nothing != 0)
    return Entered(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _search(
    columns: Columns, pool: Pool, tables: Tables, rule: Rule, lists: Lists, *, thread: int, threads: int
) -> None:
    for segment, desk in pool.desks(thread=thread):
        search(columns, thread, threads, segment, tables, rule, desk, pool.gone, *lists)
