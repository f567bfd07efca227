"""What one piece of a search found, as arrays on their way to the piece that merges."""

from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.core import shortlist
from matching.core.best import Lists

# Marks a place that is not used: below every key.
NONE = shortlist.LOWEST


class Hits(NamedTuple):
    """A row per posting that asked, best first; unused places of `keys` hold NONE.

    `points` are only of as many as a canonical list may hold.
    """

    keys: NDArray[np.int64]
    others: NDArray[np.int64]
    points: NDArray[np.int16]

    @property
    def counts(self) -> NDArray[np.int64]:
        counts: NDArray[np.int64] = np.count_nonzero(self.keys != NONE, axis=1)
        return counts


class Part(NamedTuple):
    """`pks` are those that asked."""

    pks: NDArray[np.int64]
    open: Hits
    blocked: Hits


def part_of(asking: NDArray[np.int64], found: Lists, pool: NDArray[np.int64]) -> Part:
    """`pool` gives the posting in each place of the pool."""
    sides = []
    known = pool if pool.size else np.zeros(1, dtype=np.int64)
    for hits, depth in ((found.open, shortlist.DEPTH), (found.blocked, shortlist.BLOCKED_DEPTH)):
        used = np.arange(hits.keys.shape[1]) < hits.counts[:, np.newaxis]
        sides.append(
            Hits(
                np.where(used, hits.keys, NONE),
                known[np.where(used, hits.rows, 0)],
                hits.points[:, :depth].astype(np.int16),
            )
        )
    return Part(asking, *sides)


def stack(parts: Sequence[Part]) -> Part:
    """Of different postings, asked of the same others."""
    pks, opened, blocked = zip(*parts, strict=True)
    return Part(np.concatenate(pks), _stacked(opened), _stacked(blocked))


def merge(parts: Sequence[Part]) -> Part:
    """Of the same postings, asked of different others: no two of a side have the same key."""
    _pks, opened, blocked = zip(*parts, strict=True)
    return Part(parts[0].pks, _merged(opened), _merged(blocked))


def to_bytes(part: Part) -> bytes:
    stream = BytesIO()
    for array in (part.pks, *part.open, *part.blocked):
        np.save(stream, array, allow_pickle=False)
    return stream.getvalue()


def from_bytes(stored: bytes) -> Part:
    stream = BytesIO(stored)
    pks, *arrays = (np.load(stream, allow_pickle=False) for _ in range(1 + 2 * len(Hits._fields)))
    return Part(pks, Hits(*arrays[:3]), Hits(*arrays[3:]))


def _stacked(sides: Sequence[Hits]) -> Hits:
    return Hits(*(np.concatenate(columns) for columns in zip(*sides, strict=True)))


def _merged(sides: Sequence[Hits]) -> Hits:
    if len(sides) == 1:
        return sides[0]
    keys, others, points = (np.concatenate(columns, axis=1) for columns in zip(*sides, strict=True))
    depth = sides[0].points.shape[1]
    # Whoever is among the best of all is among the best of its own part.
    listed = np.argsort(-np.concatenate([side.keys[:, :depth] for side in sides], axis=1), axis=1)[:, :depth]
    order = np.argsort(-keys, axis=1)
    return Hits(
        np.take_along_axis(keys, order, axis=1),
        np.take_along_axis(others, order, axis=1),
        np.take_along_axis(points, listed[:, :, np.newaxis], axis=1),
    )
