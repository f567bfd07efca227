"""The live postings of a generation in the memory of this process, for the engine to search.

What is in memory is only ever what was committed: `follow` is called under the lock of matching, before anything is
written in that transaction, and asks for the numbers above the last it saw.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import BinaryField, Func, QuerySet
from numpy.typing import NDArray

from matching.core.best import Best, Hit, Pool, find_entering
from matching.core.generation import Generation as FrozenGeneration
from matching.core.profile import PostingSide, Profile
from matching.core.shortlist import ENTRY_BYTES, HIGHEST, LOWEST, read_entries
from matching.models import Generation
from matching.services.generations import thaw
from matching.services.readings import AT_ONCE, load_stored
from matching.services.twins import TWINS, Twin

# The ends of both lists of a posting: last key and whether it is complete, open then blocked.
NO_ENDS = (HIGHEST, 0, HIGHEST, 0)
NOWHERE, SPARE = -1, 1_024


@dataclass
class SidePool:
    """One side: which posting stands in which row, and where its lists end."""

    pool: Pool
    # By place: the number of the posting, and the ends of its lists.
    pks: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    ends: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 4), dtype=np.int64))
    # By number: the place of a posting, or NOWHERE. Numbers are dense, so this is far smaller than a dictionary.
    places: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, dtype=np.int32))

    def enter(self, pks: Sequence[int], profiles: Sequence[Profile]) -> None:
        self.leave(pks)
        numbers = np.array(pks, dtype=np.int64)
        entered = self.pool.add(profiles)
        self._make_room(max(pks, default=0) + 1)
        self.places[numbers] = np.arange(entered.start, entered.stop, dtype=np.int32)
        self.pks = np.concatenate((self.pks, numbers))
        self.ends = np.concatenate((self.ends, np.full((len(pks), 4), NO_ENDS, dtype=np.int64)))

    def leave(self, pks: Iterable[int]) -> None:
        known = [pk for pk in pks if self.place_of(pk) != NOWHERE]
        self.pool.remove(self.places[known].tolist())
        self.places[known] = NOWHERE

    def place_of(self, pk: int) -> int:
        return int(self.places[pk]) if pk < self.places.size else NOWHERE

    def _make_room(self, size: int) -> None:
        if size > self.places.size:
            more = np.full(size + SPARE - self.places.size, NOWHERE, dtype=np.int32)
            self.places = np.concatenate((self.places, more))

    def find_holders(self, profile: Profile) -> set[int]:
        """Find whose lists hold the posting of this profile, which is the one their scores were made of."""
        found = find_entering(profile, self.pool, self.ends[:, 0] - 1, self.ends[:, 2] - 1)
        return {self.pk_of(hit) for hit in (*found.open, *found.blocked)}

    def find_entered(self, profile: Profile) -> Best:
        """Find whose lists a newcomer enters; a list that is complete takes in any suggestion."""
        bars, blocked = (np.where(self.ends[:, at + 1] != 0, LOWEST, self.ends[:, at]) for at in (0, 2))
        return find_entering(profile, self.pool, bars, blocked)

    def pk_of(self, hit: Hit) -> int:
        return int(self.pks[hit.row])


class Pools:
    """Both sides under one generation, as of the change `number`; None before they are first read."""

    def __init__(self, generation: Generation) -> None:
        self.pk = generation.pk
        self.frozen: FrozenGeneration = thaw(generation)
        self.number: int | None = None
        self.sides = {
            model: SidePool(Pool(self.frozen, PostingSide(twin.name))) for model, twin in TWINS.items()
        }

    def load(self, generation: Generation) -> None:
        """Read everything once, without the lock, since it takes long; `generation` is fresh.

        What is committed meanwhile has a number above the one noted here, so that `follow` reads it again.
        """
        if self.number is None:
            self._read(generation)

    def follow(self, generation: Generation) -> None:
        """Take over what was committed since; `generation` is fresh, and the lock is held."""
        if self.number != generation.changes:
            self._read(generation)

    def _read(self, generation: Generation) -> None:
        for model, twin in TWINS.items():
            self._follow_side(self.sides[model], twin, generation)
        self.number = generation.changes

    def _follow_side(self, side: SidePool, twin: Twin, generation: Generation) -> None:
        rows = twin.standing.objects.filter(generation=generation)
        seen = self.number
        if seen is not None:
            rows = rows.filter(changed__gt=seen)
            gone = rows.filter(is_live=False)
            side.leave(gone.values_list("posting_id", flat=True))
        stored = load_stored(twin, generation, None if seen is None else _entered(rows, seen))
        while some := list(islice(stored, AT_ONCE)):
            side.enter([one.pk for one in some], [one.profile for one in some])
        _read_ends(side, rows.filter(is_live=True))


def _read_ends(side: SidePool, rows: QuerySet[Any]) -> None:
    """Only the last entry of each list is brought."""
    columns = rows.annotate(open_end=_LastEntry("open"), blocked_end=_LastEntry("blocked")).values_list(
        "posting_id", "open_end", "open_is_complete", "blocked_end", "blocked_is_complete"
    )
    for pk, opened, is_open_complete, blocked, is_blocked_complete in columns.iterator(AT_ONCE):
        if (place := side.place_of(pk)) != NOWHERE:
            side.ends[place] = _key(opened), is_open_complete, _key(blocked), is_blocked_complete


def _entered(rows: QuerySet[Any], seen: int) -> list[int]:
    return list(rows.filter(is_live=True, entered__gt=seen).values_list("posting_id", flat=True))


class _LastEntry(Func):
    output_field = BinaryField()
    template = (
        f"substring(%(expressions)s from greatest(octet_length(%(expressions)s) - {ENTRY_BYTES - 1}, 1))"
    )


def _key(stored: bytes | memoryview) -> int:
    entries = read_entries(bytes(stored))
    return entries[0][0] if entries else HIGHEST


_pools: dict[int, Pools] = {}


def open_pools(generation: Generation, *, keep: Iterable[int] = ()) -> Pools:
    """Give this process's pools of a generation; those of others than `keep` are forgotten."""
    kept = {generation.pk, *keep}
    for pk in [pk for pk in _pools if pk not in kept]:
        del _pools[pk]
    if generation.pk not in _pools:
        _pools[generation.pk] = Pools(generation)
    return _pools[generation.pk]
