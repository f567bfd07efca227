"""What the engine is compared with: rapidfuzz, and every pair scored plainly."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from operator import attrgetter

from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.process import cdist

from matching.core.bands import is_listed
from matching.core.best import Best, Hit
from matching.core.frozen import Generation
from matching.core.profile import Profile
from matching.core.rank import score_many
from matching.core.ties import TIE_BITS

AT_ONCE = 5_000


def token_set(ones: Sequence[str], others: Sequence[str], *, workers: int) -> None:
    cdist(ones, others, scorer=token_set_ratio, workers=workers)


def find_plainly(
    asking: Sequence[Profile],
    pool: Sequence[Profile],
    generation: Generation,
    *,
    k: int,
    blocked: int,
    processes: int,
) -> list[Best]:
    """Score every pair as a page does that explains it; processes share the pool by being forked."""
    _shared.append((pool, generation, k, blocked))
    try:
        with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork")) as forked:
            return list(forked.map(_find, asking))
    finally:
        _shared.clear()


_shared: list[tuple[Sequence[Profile], Generation, int, int]] = []


def _find(asking: Profile) -> Best:
    pool, generation, k, blocked = _shared[0]
    found = list(_suggestions(asking, pool, generation))
    return Best(
        open=_best((hit for hit, is_blocked in found if not is_blocked), k),
        blocked=_best((hit for hit, is_blocked in found if is_blocked), blocked),
    )


def _suggestions(
    asking: Profile, pool: Sequence[Profile], generation: Generation
) -> Iterator[tuple[Hit, bool]]:
    for first in range(0, len(pool), AT_ONCE):
        some = pool[first : first + AT_ONCE]
        scores = score_many(asking, some, generation)
        for row, (other, score) in enumerate(zip(some, scores, strict=True), start=first):
            if is_listed(score, asking, other, generation):
                key = score.precise << TIE_BITS | ((1 << TIE_BITS) - 1 - other.tie)
                yield Hit(row, key, score.points), bool(score.blockers)


def _best(hits: Iterator[Hit], wanted: int) -> tuple[Hit, ...]:
    return tuple(sorted(hits, key=attrgetter("key"), reverse=True)[:wanted])
