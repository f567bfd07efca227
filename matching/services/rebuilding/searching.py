"""The second stage: one chunk of a side against one shard of the other, into partial results."""

from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matching.core import shortlist
from matching.core.best import Pool, find_all
from matching.core.generation import Generation as FrozenGeneration
from matching.core.profile import PostingSide
from matching.models import Found as FoundRow
from matching.models import Piece
from matching.services.readings import AT_ONCE, load_stored
from matching.services.rebuilding import partials
from matching.services.twins import Twin, other_of

# Generation, side that asks, first and last of the other.
ShardName = tuple[int, str, int, int]


@dataclass(frozen=True)
class Shard:
    """The shard that this process holds: the next piece is one of the same shard, if there is any."""

    name: ShardName
    pool: Pool
    pks: NDArray[np.int64]


_shard: Shard | None = None


def held_shard() -> ShardName | None:
    return _shard.name if _shard else None


def forget_shard() -> None:
    global _shard  # noqa: PLW0603 (one per process by intent)
    _shard = None


def search_piece(piece: Piece, twin: Twin, frozen: FrozenGeneration) -> bytes:
    """Find one more than a list keeps, so that the merge can tell whether that is all there is."""
    shard = _hold(piece, other_of(twin), frozen)
    parts = []
    asking = load_stored(twin, piece.generation, span=(piece.first, piece.last))
    while some := list(islice(asking, AT_ONCE)):
        found = find_all(
            [one.profile for one in some],
            shard.pool,
            k=shortlist.BUFFER + 1,
            blocked=shortlist.BLOCKED_BUFFER + 1,
        )
        pks = np.array([one.pk for one in some], dtype=np.int64)
        parts.append(partials.part_of(pks, found, shard.pks))
    return partials.to_bytes(partials.stack(parts)) if parts else b""


def write_found(found: bytes, piece: Piece) -> None:
    if found:
        FoundRow.objects.create(
            generation_id=piece.generation_id, side=piece.side, first=piece.first, part=found
        )


def _hold(piece: Piece, other: Twin, frozen: FrozenGeneration) -> Shard:
    global _shard  # noqa: PLW0603 (one per process by intent)
    name = (piece.generation_id, piece.side, piece.pool_first, piece.pool_last)
    if _shard is None or _shard.name != name:
        _shard = None
        pool, pks = Pool(frozen, PostingSide(other.name)), list[int]()
        stored = load_stored(other, piece.generation, span=(piece.pool_first, piece.pool_last))
        while some := list(islice(stored, AT_ONCE)):
            pool.add([one.profile for one in some])
            pks += [one.pk for one in some]
        _shard = Shard(name, pool, np.array(pks, dtype=np.int64))
    return _shard
