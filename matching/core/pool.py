"""Postings of one side, kept so that they can be searched; the searches are in `matching.core.best`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.core.ceilings import STATED, stated_by
from matching.core.criteria import weighs_meaning
from matching.core.engine.columns import Columns, Segment
from matching.core.engine.compiled.judging import Desk, set_up_desk
from matching.core.engine.compiled.rules import Tables
from matching.core.engine.index import build_segment, columns_of, join, keep
from matching.core.engine.packing import Packer
from matching.core.engine.tables import Tabulator
from matching.core.frozen import Generation
from matching.core.profile import PostingSide, Profile

# A segment is at least so many times as large as the next, so there are few, and each row moves seldom.
TIMES = 4
# Of the rows of a segment, at most so many are gone.
MOST_GONE = 0.25


class WrongSideError(ValueError):
    """A posting was added to the pool of the other side, or asked it."""


class Pool:
    """Postings of one side under one generation. Not to be used by two threads at once.

    A row keeps its place until `compact`, also after it was removed.
    """

    def __init__(self, generation: Generation, side: PostingSide) -> None:
        self.generation = generation
        self.side = side
        self.gone = np.zeros(0, dtype=np.bool_)
        # For a second stage, where there is one: by place, and what every row ever added has stated.
        self.embeddings: list[bytes] = []
        self.stated = STATED
        self._packer = Packer(generation)
        self._tabulator = Tabulator(self._packer)
        self._segments: list[Segment] = []
        self._waiting: list[tuple[Columns, NDArray[np.int32]]] = []
        # A look through all rows: only after some were removed.
        self._may_be_worn = False
        self._desks: dict[tuple[int, int], Desk] = {}

    def __len__(self) -> int:
        """How many rows were not removed."""
        return int(self.gone.size - self.gone.sum())

    @property
    def places(self) -> int:
        """How many places rows have or had: the size of the bars of `find_entering`."""
        return self.gone.size

    def add(self, profiles: Sequence[Profile]) -> range:
        """Give each a place; they are indexed with the next search."""
        rows = range(self.places, self.places + len(profiles))
        if profiles:
            self._check(profiles, self.side)
            columns = self._packer.pack(profiles, asks=False)
            self._waiting.append((columns, np.arange(rows.start, rows.stop, dtype=np.int32)))
            self.gone = np.concatenate((self.gone, np.zeros(len(profiles), dtype=np.bool_)))
            self._keep_for_meaning(profiles)
        return rows

    def remove(self, rows: Sequence[int]) -> None:
        self.gone[np.asarray(rows, dtype=np.int64)] = True
        self._may_be_worn = True

    def compact(self) -> NDArray[np.int64]:
        """Forget what was removed and number the others anew, in order; returns the places they had."""
        self.settle()
        kept = np.flatnonzero(~self.gone)
        parts = [(columns_of(part), part.places) for part in self._segments]
        self._segments, self._desks = [], {}
        for columns, places in (_without(self.gone, *part) for part in parts):
            self._waiting.append((columns, np.searchsorted(kept, places).astype(np.int32)))
        self.gone = np.zeros(kept.size, dtype=np.bool_)
        if self.embeddings:
            self.embeddings = [self.embeddings[place] for place in kept.tolist()]
        if self._waiting:
            self._index_waiting()
        return kept

    def pack(self, asking: Sequence[Profile]) -> Columns:
        """Columns of postings of the other side that ask this pool."""
        other = PostingSide.NEED if self.side is PostingSide.OFFER else PostingSide.OFFER
        self._check(asking, other)
        self.settle()
        return self._packer.pack(asking, asks=True)

    def tables(self) -> Tables:
        return self._tabulator.tables()

    def desks(self, *, thread: int = 0) -> Iterator[tuple[Segment, Desk]]:
        """Each segment, with room to work on it for one thread."""
        for place, segment in enumerate(self._segments):
            desk = self._desks.get((place, thread))
            if desk is None:
                desk = self._desks[place, thread] = set_up_desk(
                    segment,
                    terms=len(self._packer.terms),
                    origins=len(self._packer.origins),
                    grams=len(self._packer.grams),
                )
            yield segment, desk

    def settle(self) -> None:
        """Index what waits, so that the next search need not."""
        if self._may_be_worn:
            self._set_worn_aside()
        if not self._waiting:
            return
        self._desks = {}
        size = sum(places.size for _, places in self._waiting)
        while self._segments and self._segments[-1].places.size < TIMES * size:
            part = self._segments.pop()
            size += part.places.size
            self._waiting.append((columns_of(part), part.places))
        self._index_waiting()

    def _keep_for_meaning(self, profiles: Sequence[Profile]) -> None:
        if weighs_meaning(self.generation):
            self.embeddings += [row.vector.embedding if row.vector else b"" for row in profiles]
            self.stated = self.stated.intersection(*map(stated_by, profiles))

    def _set_worn_aside(self) -> None:
        self._may_be_worn = False
        worn = [bool(self.gone[part.places].mean() > MOST_GONE) for part in self._segments]
        segments = list(zip(self._segments, worn, strict=True))
        self._segments = [part for part, is_worn in segments if not is_worn]
        self._waiting += [(columns_of(part), part.places) for part, is_worn in segments if is_worn]

    def _index_waiting(self) -> None:
        parts = [_without(self.gone, *part) for part in self._waiting]
        self._waiting = []
        columns = join([part for part, _ in parts])
        places = np.concatenate([own for _, own in parts])
        del parts
        if places.size:
            self._segments.append(self._build(columns, places))
            self._segments.sort(key=lambda part: -part.places.size)

    def _build(self, columns: Columns, places: NDArray[np.int32]) -> Segment:
        return build_segment(
            columns,
            places,
            themes=len(self._packer.themes),
            features=len(self._packer.words),
            sets=self._packer.sets_of_countries(),
        )

    def _check(self, profiles: Sequence[Profile], side: PostingSide) -> None:
        wrong = [profile.id for profile in profiles if profile.side is not side]
        if wrong:
            raise WrongSideError(f"not {side.value}s: {', '.join(wrong)}")


def _without(
    gone: NDArray[np.bool_], columns: Columns, places: NDArray[np.int32]
) -> tuple[Columns, NDArray[np.int32]]:
    kept = ~gone[places]
    return (columns, places) if kept.all() else (keep(columns, kept), places[kept])
