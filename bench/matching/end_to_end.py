"""The whole way, cold: texts, vectors, indexes, lists of both sides, rows in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice

from bench.matching.corpus import Corpus, Profiles, with_vectors
from bench.matching.engine import Side, other
from bench.matching.reading import AT_ONCE, read_vectors
from bench.matching.rows import copy_lists, create_table
from bench.matching.timing import Clock
from matching.core.best import Pool
from matching.core.profile import PostingSide, Profile
from matching.core.vectors import TextVector

WHOLE = "end to end"
# In the order in which they are done; together they are the whole.
PARTS = ("texts to packed vectors", "packed vectors to indexes", "indexes to lists", "lists to rows")


@dataclass(frozen=True, slots=True)
class Built:
    """`sides` by whose postings are found; `rows` is how many were written."""

    profiles: Profiles
    sides: Mapping[PostingSide, Side]
    rows: int

    def vectors(self, side: PostingSide) -> list[TextVector]:
        return [profile.vector for profile in self.profiles[side] if profile.vector is not None]


def go_all_the_way(
    corpus: Corpus, readers: ProcessPoolExecutor, address: str, clock: Clock, *, cores: int
) -> Built:
    def go() -> Built:
        to_vectors, to_indexes, to_lists, to_rows = PARTS
        pools = {side: Pool(corpus.generation, side) for side in PostingSide}
        profiles = clock.time(
            to_vectors, lambda: {side: _read_into(pool, corpus, readers) for side, pool in pools.items()}
        )
        sides = clock.time(
            to_indexes,
            lambda: {side: Side(pool, pool.pack(profiles[other(side)])) for side, pool in pools.items()},
        )
        lists = clock.time(
            to_lists, lambda: {side: built.search(threads=cores) for side, built in sides.items()}
        )
        rows = clock.time(
            to_rows,
            lambda: sum(copy_lists(address, f"{side}s_found", found, cores) for side, found in lists.items()),
        )
        return Built(profiles, sides, rows)

    for side in PostingSide:
        create_table(address, f"{side}s_found")
    return clock.time(WHOLE, go)


def _read_into(pool: Pool, corpus: Corpus, readers: ProcessPoolExecutor) -> list[Profile]:
    """Pack what has been read while the rest is."""
    found: list[Profile] = []
    rest = iter(corpus.profiles[pool.side])
    vectors = read_vectors(corpus.texts[pool.side], corpus.generation, readers)
    while part := list(islice(rest, AT_ONCE)):
        ready = with_vectors(part, islice(vectors, len(part)))
        pool.add(ready)
        found += ready
    return found
