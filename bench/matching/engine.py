"""Both sides of a run in the engine, and its searches as numbers, without an object per pair."""

from __future__ import annotations

from dataclasses import dataclass

from bench.matching.corpus import Profiles
from matching.core.best import Pool, search_pool
from matching.core.engine.columns import Columns
from matching.core.engine.compiled.heap import Found
from matching.core.frozen import Generation
from matching.core.profile import PostingSide

DEPTH = 20


@dataclass(frozen=True, slots=True)
class Side:
    """`asking` are the postings of the other side, in the columns of this pool."""

    pool: Pool
    asking: Columns

    def search(self, *, threads: int, letters: bool = True) -> Found:
        """Without letters it is the first stage alone."""
        return search_pool(self.asking, self.pool, k=DEPTH, threads=threads, letters=letters).open


def build_side(side: PostingSide, profiles: Profiles, generation: Generation) -> Side:
    pool = Pool(generation, side)
    pool.add(profiles[side])
    return Side(pool, pool.pack(profiles[other(side)]))


def other(side: PostingSide) -> PostingSide:
    return PostingSide.NEED if side is PostingSide.OFFER else PostingSide.OFFER
