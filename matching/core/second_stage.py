"""The second stage, where a generation weighs meaning: exactly the best of scoring all pairs with it.

Comparing the embeddings of every pair would cost more than all the rest. So the first stage gives the best by the other
criteria, and these are scored with meaning. Whoever was left out comes to `ceiling` at most: while that is as much as
the last that is wanted has, the first stage is asked for more.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.core.ceilings import ceiling, floors, least_precise, stated_by
from matching.core.criteria import MEANING, criteria_of
from matching.core.criteria.meaning import points_by_nearness
from matching.core.embeddings import cosines
from matching.core.engine.compiled.heap import Found
from matching.core.first_stage import Entered, Lists, enter_pool, search_pool
from matching.core.frozen import Generation
from matching.core.pool import Pool
from matching.core.profile import Profile
from matching.core.score import PRECISE
from matching.core.ties import TIE_BITS

# So many times as many are asked for as before.
DEEPER = 4
# So many pairs are held at once, also where very many are asked for.
AT_ONCE = 1 << 18
SAID_NOTHING = -1

# Keys, rows and points of one list, best first.
Hits = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def search_fully(
    asking: Sequence[Profile], pool: Pool, *, k: int, blocked: int = 0, threads: int = 1
) -> Lists:
    """Find the best of each with meaning; with a column of points more than the first stage has."""
    lists = Lists(*(_no_hits(len(asking), most, pool.generation) for most in (k, blocked)))
    left, times = list(range(len(asking))), 1
    while left:
        batch = max(AT_ONCE // max(times * k, times * blocked, 1), 1)
        parts = [left[start : start + batch] for start in range(0, len(left), batch)]
        left = []
        for part in parts:
            columns = pool.pack([asking[i] for i in part])
            found = search_pool(columns, pool, k=times * k, blocked=times * blocked, threads=threads)
            left += [i for at, i in enumerate(part) if not _settle(asking[i], pool, (found, at), (lists, i))]
        times *= DEEPER
    return lists


def enter_fully(
    asking: Profile, pool: Pool, bars: NDArray[np.int64], blocked_bars: NDArray[np.int64]
) -> Entered:
    """Find every row that sees the one asking, with meaning, above its bar."""
    stated = pool.stated & stated_by(asking)
    limits = [np.array(each, dtype=np.int64) for each in (bars, blocked_bars)]
    lower = [((floors(each >> TIE_BITS, pool.generation, stated)) << TIE_BITS) - 1 for each in limits]
    found = enter_pool(
        asking, pool, *(np.where(low < own, low, own) for low, own in zip(lower, limits, strict=True))
    )
    keys, points = _weigh(asking, pool, (found.keys, found.places, found.points))
    bar = np.where(found.blocked, limits[1][found.places], limits[0][found.places])
    enters = (keys > bar) & _are_suggestions(keys, pool.generation)
    return Entered(keys[enters], found.places[enters], points[enters], found.blocked[enters])


def settled(scores: NDArray[np.int64], most: int) -> int:
    """Count how many of the best, by scores with meaning from high to low, no pair left out can come before.

    `most` is the ceiling of those left out.
    """
    return int(np.count_nonzero(scores > most))


def _settle(asking: Profile, pool: Pool, source: tuple[Lists, int], target: tuple[Lists, int]) -> bool:
    """Fill in both lists of one from what was found for it; nothing where others may belong there."""
    (found, at), (lists, i) = source, target
    hits = [
        _best_of(asking, pool, own, at, wanted=each.keys.shape[1])
        for own, each in zip(found, lists, strict=True)
    ]
    for each, own in zip(lists, hits, strict=True):
        if own is None:
            return False
        _fill(each, i, own)
    return True


def _best_of(asking: Profile, pool: Pool, found: Found, at: int, *, wanted: int) -> Hits | None:
    """Score with meaning what was found for one, and keep as many as wanted; None where others may belong there."""
    count, depth = int(found.counts[at]), found.keys.shape[1]
    first = (found.keys[at, :count], found.rows[at, :count], found.points[at, :count])
    keys, points = _weigh(asking, pool, first)
    suggested = np.flatnonzero(_are_suggestions(keys, pool.generation))
    best = suggested[np.argsort(-keys[suggested])][:wanted]
    if wanted and count == depth:
        most = ceiling(int(first[0][-1]) >> TIE_BITS, pool.generation, pool.stated & stated_by(asking))
        may_come = most >= least_precise(pool.generation, "suggestion")
        if may_come and settled(keys[best] >> TIE_BITS, most) < wanted:
            return None
    return keys[best], first[1][best], points[best]


def _weigh(asking: Profile, pool: Pool, hits: Hits) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give keys with meaning in place of those without, the tie being the same, and points with those for meaning."""
    generation, (keys, rows, points) = pool.generation, hits
    own = asking.vector.embedding if asking.vector else b""
    near = cosines(own, [pool.embeddings[row] for row in rows.tolist()])
    more = np.where(near < 0, SAID_NOTHING, points_by_nearness(MEANING.max_points(generation))[near])
    full = np.concatenate((points, more[:, np.newaxis]), axis=1)
    ties = keys & ((1 << TIE_BITS) - 1)
    return _precise(full, generation) << TIE_BITS | ties, full


def _precise(points: NDArray[np.int64], generation: Generation) -> NDArray[np.int64]:
    """As `score.precise_total`, a row per pair."""
    weights = np.array([criterion.max_points(generation) for criterion in criteria_of(generation)])
    has_data = points != SAID_NOTHING
    earned, possible = np.where(has_data, points, 0).sum(axis=1), has_data @ weights
    scores: NDArray[np.int64] = (2 * PRECISE * earned + possible) // np.maximum(2 * possible, 1)
    return scores


def _are_suggestions(keys: NDArray[np.int64], generation: Generation) -> NDArray[np.bool_]:
    """The first stage has asked already whether the subject carries them."""
    return keys >> TIE_BITS >= least_precise(generation, "suggestion")


def _no_hits(asking: int, wanted: int, generation: Generation) -> Found:
    counts, shape = np.zeros(asking, dtype=np.int64), (asking, wanted)
    return Found(
        counts,
        np.zeros(shape, dtype=np.int64),
        np.zeros(shape, dtype=np.int32),
        np.zeros(shape, dtype=np.int64),
        np.zeros((*shape, len(criteria_of(generation))), dtype=np.int64),
    )


def _fill(found: Found, i: int, hits: Hits) -> None:
    keys, rows, points = hits
    count = found.counts[i] = keys.size
    found.keys[i, :count], found.rows[i, :count], found.points[i, :count] = keys, rows, points
    found.slots[i, :count] = np.arange(count)
