"""The whole way, cold: texts, vectors, indexes, lists of both sides, rows in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from bench.matching.corpus import Corpus, Profiles, with_vectors
from bench.matching.engine import Side, build_side
from bench.matching.reading import read_vectors
from bench.matching.rows import copy_lists, create_table
from bench.matching.timing import Clock
from matching.core.profile import PostingSide
from matching.core.vectors import TextVector

WHOLE = "end to end"
# In the order in which they are done; together they are the whole.
PARTS = ("texts to vectors", "vectors to indexes", "indexes to lists", "lists to rows")


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
        profiles = clock.time(to_vectors, lambda: _read(corpus, readers))
        sides = clock.time(
            to_indexes,
            lambda: {side: build_side(side, profiles, corpus.generation) for side in PostingSide},
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


def _read(corpus: Corpus, readers: ProcessPoolExecutor) -> Profiles:
    return {
        side: with_vectors(profiles, read_vectors(corpus.texts[side], corpus.generation, readers))
        for side, profiles in corpus.profiles.items()
    }
