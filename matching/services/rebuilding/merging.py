"""The third and fourth stages: partial results into lists, and canonical lists into matches, each pair once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from matching.core import shortlist
from matching.core.bands import Band, band_of
from matching.core.constraints import blockers
from matching.core.criteria import CRITERIA, TEXT, weighs_meaning
from matching.core.generation import Generation as FrozenGeneration
from matching.core.pair import pair_of
from matching.core.profile import Profile
from matching.core.rank import contributions_of
from matching.core.rescoring import add_meaning
from matching.core.score import Score, per_mille
from matching.core.ties import key_of, precise_of
from matching.models import Found, Generation, Match, Piece
from matching.services.copying import as_bytea, copy_rows
from matching.services.readings import load_stored
from matching.services.standings import Lists, load_lists
from matching.services.twins import Twin, other_of

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
Points = tuple[int, ...]
AT_TEXT = CRITERIA.index(TEXT)


@dataclass(frozen=True)
class Listed:
    """One of a canonical list, from the side of the one who lists."""

    own: int
    other: int
    key: int
    points: Points
    is_blocked: bool


@dataclass(frozen=True)
class Merged:
    lists: dict[int, Lists]
    matches: list[str]


def merge_piece(piece: Piece, twin: Twin, frozen: FrozenGeneration, *, at: datetime) -> Merged:
    lists: dict[int, Lists] = {}
    listed: list[Listed] = []
    for pk, rows in _found(piece, twin):
        opened, open_points = _merge([(row[0], row[1]) for row in rows])
        blocked, blocked_points = _merge([(row[2], row[3]) for row in rows])
        lists[pk] = Lists(_open(opened), _blocked(blocked))
        listed += _listed(pk, lists[pk].open, open_points, is_blocked=False)
        listed += _listed(pk, lists[pk].blocked, blocked_points, is_blocked=True)
    if twin.name == "need":
        listed = _unless_listed_by_offers(listed, piece.generation, other_of(twin))
    return Merged(lists, list(_lines(listed, piece.generation, twin, frozen, at)))


def write_merged(merged: Merged, twin: Twin, generation: Generation) -> None:
    revisions = dict(
        twin.vector.objects.filter(generation=generation, posting__in=merged.lists).values_list(
            "posting_id", "revision"
        )
    )
    lines = (
        _standing_line(pk, lists, revisions[pk], generation) for pk, lists in sorted(merged.lists.items())
    )
    copy_rows(twin.standing._meta.db_table, STANDING_COLUMNS, lines)
    copy_rows(Match._meta.db_table, MATCH_COLUMNS, merged.matches)


def _found(piece: Piece, twin: Twin) -> Iterator[tuple[int, list[tuple[bytes, bytes, bytes, bytes]]]]:
    rows = Found.objects.filter(
        generation=piece.generation, side=twin.name, posting_id__range=(piece.first, piece.last)
    )
    pks = twin.vector.objects.filter(
        generation=piece.generation, posting__pk__range=(piece.first, piece.last)
    ).values_list("posting_id", flat=True)
    found: dict[int, list[tuple[bytes, bytes, bytes, bytes]]] = {pk: [] for pk in pks}
    for pk, *columns in rows.values_list(
        "posting_id", "open", "open_points", "blocked", "blocked_points"
    ).iterator():
        opened, open_points, blocked, blocked_points = (bytes(column) for column in columns)
        found[pk].append((opened, open_points, blocked, blocked_points))
    yield from sorted(found.items())


def _merge(parts: Sequence[tuple[bytes, bytes]]) -> tuple[list[tuple[int, int]], dict[int, Points]]:
    """Sort by key: no two of a side have the same."""
    entries: list[tuple[int, int]] = []
    points: dict[int, Points] = {}
    for stored, stored_points in parts:
        found = shortlist.read_entries(stored)
        flat = np.frombuffer(stored_points, dtype="<i2")
        if flat.size:
            table = flat.reshape(-1, len(CRITERIA)).tolist()
            points.update((pk, tuple(row)) for (_, pk), row in zip(found, table, strict=False))
        entries += found
    return sorted(entries, reverse=True), points


def _open(entries: list[tuple[int, int]]) -> shortlist.Shortlist:
    most = shortlist.BUFFER
    return shortlist.open_list(entries[:most], is_complete=len(entries) <= most)


def _blocked(entries: list[tuple[int, int]]) -> shortlist.Shortlist:
    most = shortlist.BLOCKED_BUFFER
    return shortlist.blocked_list(entries[:most], is_complete=len(entries) <= most)


def _listed(
    pk: int, kept: shortlist.Shortlist, points: dict[int, Points], *, is_blocked: bool
) -> Iterator[Listed]:
    for key, other in kept.entries[: kept.depth]:
        yield Listed(pk, other, key, points[other], is_blocked)


def _unless_listed_by_offers(listed: list[Listed], generation: Generation, offers: Twin) -> list[Listed]:
    theirs = load_lists(offers, generation, {one.other for one in listed})
    return [one for one in listed if one.own not in theirs[one.other].canonical]


def _lines(
    listed: list[Listed], generation: Generation, twin: Twin, frozen: FrozenGeneration, at: datetime
) -> Iterator[str]:
    codes = _codes([one for one in listed if one.is_blocked], generation, twin, frozen)
    revisions = [
        dict(
            side.vector.objects.filter(generation=generation, posting__in=pks).values_list(
                "posting_id", "revision"
            )
        )
        for side, pks in (
            (twin, {one.own for one in listed}),
            (other_of(twin), {one.other for one in listed}),
        )
    ]
    bands = _bands_of(frozen)
    if weighs_meaning(frozen):
        listed = _with_meaning(listed, generation, twin, frozen)
    for one in listed:
        total = per_mille(precise_of(one.key))
        band = bands.find(total, one.points)
        ends = ((one.own, revisions[0][one.own]), (one.other, revisions[1][one.other]))
        offer, need = ends if twin.name == "offer" else ends[::-1]
        found = ",".join(codes[one.own, one.other]) if one.is_blocked else ""
        parts = ",".join(map(str, one.points))
        yield (
            f"{offer[0]}\t{need[0]}\t{generation.pk}\t{offer[1]}\t{need[1]}\t{total}\t{band}"
            f"\t{{{parts}}}\t{{{found}}}\t{at.isoformat()}\n"
        )


def _with_meaning(
    listed: list[Listed], generation: Generation, twin: Twin, frozen: FrozenGeneration
) -> list[Listed]:
    """Give each the part of the second stage, and its total in place of the one it was found by."""
    own, others = _profiles(listed, generation, twin)
    found = []
    for one in listed:
        pair = pair_of(own[one.own], others[one.other], frozen)
        score = add_meaning(Score(contributions=contributions_of(one.points, frozen)), pair)
        found.append(replace(one, key=key_of(score.precise, 0), points=score.points))
    return found


class _Bands:
    """Bands by total and points of the text, on which alone they depend: few differ among many rows."""

    def __init__(self, frozen: FrozenGeneration) -> None:
        self.frozen = frozen
        self.known: dict[tuple[int, int], Band] = {}

    def find(self, total: int, points: Points) -> Band:
        key = (total, points[AT_TEXT])
        if key not in self.known:
            score = Score(contributions=contributions_of(points, self.frozen))
            self.known[key] = band_of(score, self.frozen)
        return self.known[key]


_bands: _Bands | None = None


def _bands_of(frozen: FrozenGeneration) -> _Bands:
    global _bands  # noqa: PLW0603 (one per process by intent)
    if _bands is None or _bands.frozen is not frozen:
        _bands = _Bands(frozen)
    return _bands


def _codes(
    listed: Sequence[Listed], generation: Generation, twin: Twin, frozen: FrozenGeneration
) -> dict[tuple[int, int], list[str]]:
    """Name again what blocks these pairs: the search only tells that something does."""
    own, others = _profiles(listed, generation, twin)
    return {
        (row.own, row.other): [
            blocker.code for blocker in blockers(pair_of(own[row.own], others[row.other], frozen))
        ]
        for row in listed
    }


def _profiles(
    listed: Sequence[Listed], generation: Generation, twin: Twin
) -> tuple[dict[int, Profile], dict[int, Profile]]:
    own = load_stored(twin, generation, {row.own for row in listed})
    others = load_stored(other_of(twin), generation, {row.other for row in listed})
    return {one.pk: one.profile for one in own}, {one.pk: one.profile for one in others}


def _standing_line(pk: int, lists: Lists, revision: int, generation: Generation) -> str:
    fields = (
        as_bytea(value) if isinstance(value, bytes) else str(value) for value in lists.as_fields().values()
    )
    head = f"{pk}\t{generation.pk}\t{revision}\t{generation.reading}\tt\t"
    return head + "\t".join(fields) + "\t0\t0\n"
