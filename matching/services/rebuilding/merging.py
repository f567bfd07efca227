"""The third and fourth stages: partial results into lists, and canonical lists into matches, each pair once."""

from dataclasses import dataclass
from datetime import datetime
from struct import pack
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from matching.core import shortlist
from matching.core.bands import Band, band_of
from matching.core.constraints import CONSTRAINTS
from matching.core.criteria import CRITERIA, TEXT, criteria_of
from matching.core.generation import Generation as FrozenGeneration
from matching.core.rank import contributions_of
from matching.core.score import PER_MILLE, Score
from matching.core.ties import TIE_BITS
from matching.models import Found, Generation, Match, Piece
from matching.services.copying import as_bytea, as_moment, as_words, copy_columns, copy_rows
from matching.services.rebuilding import partials
from matching.services.rebuilding.partials import NONE, Hits, Part
from matching.services.rebuilding.register import Register, open_register
from matching.services.twins import Twin, other_of

STANDING_COLUMNS = (
    "posting_id",
    "generation_id",
    "revision",
    "reading",
    "is_live",
    "open",
    "open_is_complete",
    "blocked",
    "blocked_is_complete",
    "entered",
    "changed",
)
MATCH_COLUMNS = (
    "offer_id",
    "need_id",
    "generation_id",
    "offer_revision",
    "need_revision",
    "score",
    "band",
    "parts",
    "blockers",
    "scored_at",
)
AT_TEXT = CRITERIA.index(TEXT)
BANDS = tuple(Band)
# As the functions of the constraints are named, so are their blockers.
CODES = tuple(constraint.__name__ for constraint in CONSTRAINTS)
# Of what was found by both sides, offers have written theirs.
ONCE = "ON CONFLICT (offer_id, need_id, generation_id) DO NOTHING"


class Pairs(NamedTuple):
    """Of canonical lists: rows in the register, totals and points, and a bit per constraint that blocks."""

    offers: NDArray[np.int64]
    needs: NDArray[np.int64]
    totals: NDArray[np.int64]
    points: NDArray[np.int16]
    blocking: NDArray[np.int64]


@dataclass(frozen=True)
class Merged:
    """What a piece writes; `part` is of those postings alone that the generation has read."""

    part: Part
    pairs: Pairs
    register: Register
    at: datetime


def merge_piece(piece: Piece, twin: Twin, frozen: FrozenGeneration, *, at: datetime) -> Merged:
    register = open_register(piece.generation, frozen)
    part = _found(piece, twin, register)
    return Merged(part, _pairs(part, twin, register), register, at)


def write_merged(merged: Merged, twin: Twin, generation: Generation) -> None:
    own = merged.register.side(twin)
    revisions = own.revisions[own.rows_of(merged.part.pks)].tolist()
    lists = zip(
        merged.part.pks.tolist(),
        revisions,
        _lists(merged.part.open, shortlist.BUFFER),
        _lists(merged.part.blocked, shortlist.BLOCKED_BUFFER),
        strict=True,
    )
    head, tail = f"{generation.pk}", f"{generation.reading}\tt"
    copy_rows(
        twin.standing._meta.db_table,
        STANDING_COLUMNS,
        (f"{pk}\t{head}\t{revision}\t{tail}\t{free}\t{shut}\t0\t0\n" for pk, revision, free, shut in lists),
    )
    if twin.name == "offer":
        _write_pairs(Match._meta.db_table, merged, generation)
    else:
        _write_others(merged, generation)


def _found(piece: Piece, twin: Twin, register: Register) -> Part:
    """What all shards found; where there were none to search, nothing for everyone."""
    rows = Found.objects.filter(generation=piece.generation, side=twin.name, first=piece.first)
    parts = [partials.from_bytes(bytes(stored)) for stored in rows.values_list("part", flat=True)]
    if parts:
        return partials.merge(parts)
    own = register.side(twin).pks
    pks = own[(own >= piece.first) & (own <= piece.last)]
    nothing = Hits(
        np.zeros((pks.size, 0), dtype=np.int64),
        np.zeros((pks.size, 0), dtype=np.int64),
        np.zeros((pks.size, 0, len(criteria_of(register.frozen))), dtype=np.int16),
    )
    return Part(pks, nothing, nothing)


def _lists(hits: Hits, most: int) -> list[str]:
    """As a standing stores them, and whether that is all."""
    counts = hits.counts.tolist()
    return [
        f"{as_bytea(shortlist.pack_columns(keys[:count], others[:count]))}\t{whole}"
        for keys, others, count, whole in zip(
            hits.keys,
            hits.others,
            (min(count, most) for count in counts),
            (c <= most for c in counts),
            strict=True,
        )
    ]


def _pairs(part: Part, twin: Twin, register: Register) -> Pairs:
    own, others = register.side(twin), register.side(other_of(twin))
    found = [_canonical(hits, depth) for hits, depth in _depths(part)]
    asking = own.rows_of(part.pks)[np.concatenate([row for row, _ in found])]
    hits = [
        (hits.others[at], hits.keys[at], hits.points[at])
        for (hits, _), at in zip(_depths(part), found, strict=True)
    ]
    listed, keys, points = (np.concatenate(columns) for columns in zip(*hits, strict=True))
    listed = others.rows_of(listed)
    offers, needs = (asking, listed) if twin.name == "offer" else (listed, asking)
    # The search only tells that something blocks: these are the last.
    shut = slice(found[0][0].size, None)
    blocking = np.zeros(keys.size, dtype=np.int64)
    blocking[shut] = register.blocking(offers[shut], needs[shut])
    totals = ((keys >> TIE_BITS) + PER_MILLE // 2) // PER_MILLE
    return Pairs(offers, needs, totals, points, blocking)


def _depths(part: Part) -> tuple[tuple[Hits, int], tuple[Hits, int]]:
    return (part.open, shortlist.DEPTH), (part.blocked, shortlist.BLOCKED_DEPTH)


def _canonical(hits: Hits, depth: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the canonical lists stand: rows, and places in them."""
    rows, places = np.nonzero(hits.keys[:, :depth] != NONE)
    return rows, places


def _write_others(merged: Merged, generation: Generation) -> None:
    """Write pairs unless they stand there already."""
    table = Match._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE news (LIKE {table}) ON COMMIT DROP")
        cursor.execute("ALTER TABLE news DROP COLUMN id")
        _write_pairs("news", merged, generation)
        names = ", ".join(MATCH_COLUMNS)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM news {ONCE}")  # noqa: S608 (names of our own)
        cursor.execute("DROP TABLE news")


def _write_pairs(table: str, merged: Merged, generation: Generation) -> None:
    """Those of one band that the same things block are rows of one length."""
    register, pairs = merged.register, merged.pairs
    kinds = _bands(pairs, register.frozen) << len(CONSTRAINTS) | pairs.blocking
    columns: dict[str, NDArray[Any]] = {
        "offer_id": register.offers.pks[pairs.offers],
        "need_id": register.needs.pks[pairs.needs],
        "offer_revision": register.offers.revisions[pairs.offers].astype(np.int32),
        "need_revision": register.needs.revisions[pairs.needs].astype(np.int32),
        "score": pairs.totals.astype(np.int16),
        "parts": pairs.points,
    }
    for kind in np.unique(kinds).tolist():
        own = kinds == kind
        same = {
            "generation_id": pack(">q", generation.pk),
            "band": BANDS[kind >> len(CONSTRAINTS)].encode(),
            "blockers": as_words([code for place, code in enumerate(CODES) if kind >> place & 1]),
            "scored_at": as_moment(merged.at),
        }
        copy_columns(table, {**{name: column[own] for name, column in columns.items()}, **same})


def _bands(pairs: Pairs, frozen: FrozenGeneration) -> NDArray[np.int64]:
    """Places in BANDS. They depend on the points of the text and on which thresholds the total reaches: few cases."""
    keys = pairs.points[:, AT_TEXT].astype(np.int64) << len(BANDS)
    for place, band in enumerate(BANDS):
        keys |= (pairs.totals >= frozen.thresholds.get(band, 0)).astype(np.int64) << place
    known, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    found = [
        BANDS.index(band_of(Score(contributions=contributions_of(points, frozen)), frozen))
        for points in pairs.points[first].tolist()
    ]
    places: NDArray[np.int64] = np.array(found, dtype=np.int64)[inverse] if known.size else known
    return places
