"""The best of one side for postings of the other: the plain way, every pair scored in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.core.bands import is_suggestion
from matching.core.criteria import CRITERIA
from matching.core.frozen import Generation
from matching.core.profile import PostingSide, Profile
from matching.core.rank import score_many
from matching.core.score import Score
from matching.core.ties import key_of


@dataclass(frozen=True, slots=True)
class Hit:
    """A pair found.

    `key` is the precise score above the tie of the one found, the larger the better; `points` are `Score.points`.
    """

    row: int
    key: int
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """Only suggestions, best first; `open` = nothing blocks."""

    open: tuple[Hit, ...]
    blocked: tuple[Hit, ...]


class Found(NamedTuple):
    """Of the `counts[i]` places in use in row i of each, the best first."""

    counts: NDArray[np.int64]
    keys: NDArray[np.int64]
    rows: NDArray[np.int64]
    points: NDArray[np.int64]


class Lists(NamedTuple):
    """One list per posting that asked, as arrays."""

    open: Found
    blocked: Found


class Pool:
    """Postings of one side under one generation; a row once given belongs to its posting."""

    def __init__(self, generation: Generation, side: PostingSide) -> None:
        self.generation = generation
        self.side = side
        self._profiles: list[Profile | None] = []

    def add(self, profiles: Sequence[Profile]) -> range:
        first = len(self._profiles)
        self._profiles.extend(profiles)
        return range(first, len(self._profiles))

    def remove(self, rows: Sequence[int]) -> None:
        for row in rows:
            self._profiles[row] = None

    def __len__(self) -> int:
        return sum(profile is not None for profile in self._profiles)

    def living(self) -> Iterator[tuple[int, Profile]]:
        return ((row, profile) for row, profile in enumerate(self._profiles) if profile is not None)


def find_best(
    asking: Sequence[Profile],
    pool: Pool,
    *,
    k: int,
    blocked: int = 0,
    threads: int = 1,  # noqa: ARG001 (for the compiled search)
) -> list[Best]:
    return [_find(profile, pool, k, blocked) for profile in asking]


def find_all(asking: Sequence[Profile], pool: Pool, *, k: int, blocked: int = 0, threads: int = 1) -> Lists:
    """What `find_best` finds, for callers with many postings."""
    found = find_best(asking, pool, k=k, blocked=blocked, threads=threads)
    return Lists(
        _as_arrays([best.open for best in found], k), _as_arrays([best.blocked for best in found], blocked)
    )


def _as_arrays(lists: Sequence[tuple[Hit, ...]], wanted: int) -> Found:
    shape = (len(lists), wanted)
    found = Found(
        np.array([len(hits) for hits in lists], dtype=np.int64),
        np.zeros(shape, dtype=np.int64),
        np.zeros(shape, dtype=np.int64),
        np.zeros((*shape, len(CRITERIA)), dtype=np.int64),
    )
    for i, hits in enumerate(lists):
        for place, hit in enumerate(hits):
            found.keys[i, place], found.rows[i, place], found.points[i, place] = hit.key, hit.row, hit.points
    return found


def find_entering(
    asking: Profile,
    pool: Pool,
    bars: NDArray[np.int64],
    blocked_bars: NDArray[np.int64],
) -> Best:
    """Find every row whose list the one asking enters: its key as the row sees it is above the bar of the row."""
    found = list(_suggestions(asking, pool))
    hits = [(Hit(row, key_of(score.precise, asking.tie), score.points), score) for row, _, score in found]
    return Best(
        open=_order(hit for hit, score in hits if not score.blockers and hit.key > bars[hit.row]),
        blocked=_order(hit for hit, score in hits if score.blockers and hit.key > blocked_bars[hit.row]),
    )


def _find(profile: Profile, pool: Pool, k: int, blocked: int) -> Best:
    found = list(_suggestions(profile, pool))
    hits = [(Hit(row, key_of(score.precise, other.tie), score.points), score) for row, other, score in found]
    return Best(
        open=_order(hit for hit, score in hits if not score.blockers)[:k],
        blocked=_order(hit for hit, score in hits if score.blockers)[:blocked],
    )


def _suggestions(profile: Profile, pool: Pool) -> Iterator[tuple[int, Profile, Score]]:
    rows = list(pool.living())
    scores = score_many(profile, [other for _, other in rows], pool.generation)
    for (row, other), score in zip(rows, scores, strict=True):
        if is_suggestion(score, pool.generation):
            yield row, other, score


def _order(hits: Iterator[Hit]) -> tuple[Hit, ...]:
    return tuple(sorted(sorted(hits, key=attrgetter("row")), key=attrgetter("key"), reverse=True))
