"""The best counterparts of one posting, with a few more behind them, so that a withdrawal seldom needs a search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The canonical list of a posting, and how many are kept behind it.
DEPTH, BUFFER = 20, 40
BLOCKED_DEPTH, BLOCKED_BUFFER = 5, 10
# Below every key, and above every key.
LOWEST, HIGHEST = -1, (1 << 63) - 1
# Little-endian wherever it is written or read.
_STORED_AS = np.dtype([("key", "<i8"), ("pk", "<i4")])
ENTRY_BYTES = _STORED_AS.itemsize


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Invariant: `entries` (key, pk) are exactly the best of the other side, best first; none better is left out.

    `is_complete` means that there is no other suggestion at all; a list that is not complete holds `depth` at least.
    """

    entries: tuple[tuple[int, int], ...] = ()
    is_complete: bool = True
    depth: int = DEPTH
    buffer: int = BUFFER

    @property
    def canonical(self) -> tuple[int, ...]:
        return tuple(pk for _, pk in self.entries[: self.depth])

    @property
    def is_short(self) -> bool:
        """Whether the next of the canonical list stands beyond what is kept."""
        return not self.is_complete and len(self.entries) < self.depth

    @property
    def last(self) -> int:
        """The last key; of an empty list one that no key reaches."""
        return self.entries[-1][0] if self.entries else HIGHEST

    @property
    def bar(self) -> int:
        """Which key a newcomer must be above to have a place."""
        return LOWEST if self.is_complete else self.last

    def without(self, pk: int) -> Shortlist:
        return self._with(entry for entry in self.entries if entry[1] != pk)

    def with_entry(self, key: int, pk: int) -> Shortlist:
        """Add one that is not in it; unchanged where it stands below the bar."""
        if key <= self.bar:
            return self
        return self._with(sorted((*self.entries, (key, pk)), reverse=True))

    def _with(self, entries: Iterable[tuple[int, int]]) -> Shortlist:
        found = tuple(entries)
        fits = len(found) <= self.buffer
        return Shortlist(found[: self.buffer], self.is_complete and fits, self.depth, self.buffer)

    def to_bytes(self) -> bytes:
        return pack_entries(self.entries)


def open_list(entries: Sequence[tuple[int, int]], *, is_complete: bool) -> Shortlist:
    return Shortlist(tuple(entries), is_complete, DEPTH, BUFFER)


def blocked_list(entries: Sequence[tuple[int, int]], *, is_complete: bool) -> Shortlist:
    return Shortlist(tuple(entries), is_complete, BLOCKED_DEPTH, BLOCKED_BUFFER)


def pack_entries(entries: Sequence[tuple[int, int]]) -> bytes:
    return np.array(list(entries), dtype=_STORED_AS).tobytes()


def pack_columns(keys: NDArray[np.int64], pks: NDArray[np.int64]) -> bytes:
    """Pack as `pack_entries` does, from arrays."""
    entries = np.empty(keys.size, dtype=_STORED_AS)
    entries["key"], entries["pk"] = keys, pks
    return entries.tobytes()


def read_entries(stored: bytes) -> list[tuple[int, int]]:
    entries: list[tuple[int, int]] = np.frombuffer(stored, dtype=_STORED_AS).tolist()
    return entries
