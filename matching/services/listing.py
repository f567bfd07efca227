"""One posting and the lists that it moves: what a generation keeps is brought up to date with one posting as it is now.

Each live posting has its canonical list: its best DEPTH open and BLOCKED_DEPTH blocked counterparts among the live
postings of the other side. The table of matches is the union of all canonical lists, hence a pure function of the live
postings and the generation: any order of events ends in the same rows as a rebuild. All of it runs under the lock of
matching, in one transaction per posting, so that a crash leaves a posting either done or due.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from matching.core import shortlist
from matching.core.bands import is_listed
from matching.core.best import Best, Hit, find_best
from matching.core.profile import Profile
from matching.core.rank import score_many
from matching.core.shortlist import Shortlist, blocked_list, open_list
from matching.core.ties import key_of
from matching.models import Generation, Match
from matching.services.pairs import Pair, add_pairs, remove_pairs
from matching.services.pools import Pools, SidePool
from matching.services.readings import Reading, Stored, load_stored, read_posting
from matching.services.standings import NO_LISTS, Lists, load_lists, stand, write_lists
from matching.services.twins import TWINS, Twin, other_of
from postings.models import Posting
from postings.workflow import LIVE


@dataclass
class Neighbour:
    """A posting of the other side: its lists as they were stored, and as they become."""

    before: Lists
    after: Lists

    @property
    def came(self) -> frozenset[int]:
        return self.after.canonical - self.before.canonical

    @property
    def went(self) -> frozenset[int]:
        return self.before.canonical - self.after.canonical


def bring_up_to_date(posting: Posting, generation: Generation, pools: Pools, *, at: datetime) -> None:
    """Take a posting that `fetch_due` brought, and pools that follow. Raises one of UNREADABLE."""
    twin = TWINS[type(posting)]
    old = next(load_stored(twin, generation, [posting.pk]), None)
    new = read_posting(posting, pools.frozen, on=generation.read_on) if posting.status in LIVE else None
    if old and new and old.packed == (new.vector, new.facts):
        renew(posting, new, generation)
    elif old or new:
        _move(_Move(twin, posting.pk, old, new, generation, pools), posting, at)
    else:
        stand(posting, NO_LISTS, generation, is_live=False)


def renew(posting: Posting, new: Reading, generation: Generation) -> None:
    """Note a revision that changed nothing that is matched."""
    twin = TWINS[type(posting)]
    stored = {"posting": posting, "generation": generation}
    twin.standing.objects.filter(**stored).update(revision=new.revision, reading=generation.reading)
    twin.vector.objects.filter(**stored).update(revision=new.revision, features=new.features.as_dict())
    matches = Match.objects.filter(generation=generation).answering(posting)
    matches.update(**{f"{twin.name}_revision": new.revision})


@dataclass(frozen=True)
class _Move:
    """A posting that enters, changes or leaves; `old` is what the lists of others know of it."""

    twin: Twin
    pk: int
    old: Stored | None
    new: Reading | None
    generation: Generation
    pools: Pools

    @property
    def own_side(self) -> SidePool:
        return self.pools.sides[self.twin.model]

    @property
    def other_side(self) -> SidePool:
        return self.pools.sides[self.twin.other]

    def pair(self, own: int, other: int) -> Pair:
        return (own, other) if self.twin.name == "offer" else (other, own)


def _move(move: _Move, posting: Posting, at: datetime) -> None:
    own, neighbours = _own_lists(move), _neighbours(move)
    number = _next_number(move.generation)
    _write_vector(move)
    stand(posting, own, move.generation, is_live=move.new is not None, number=number)
    changed = {pk: row.after for pk, row in neighbours.items() if row.after != row.before}
    write_lists(other_of(move.twin), changed, move.generation, number=number)
    Match.objects.filter(generation=move.generation).answering(posting).delete()
    remove_pairs(_pairs_gone(move, neighbours), move.generation)
    add_pairs(_pairs_to_add(move, own, neighbours), move.generation, move.pools.frozen, at=at)


def _next_number(generation: Generation) -> int:
    Generation.objects.filter(pk=generation.pk).update(changes=F("changes") + 1)
    generation.changes += 1
    return generation.changes


def _own_lists(move: _Move) -> Lists:
    if move.new is None:
        return NO_LISTS
    return _search([move.new.profile], move.other_side)[0]


def _search(profiles: Collection[Profile], side: SidePool, *, passing_over: int | None = None) -> list[Lists]:
    """Find lists anew; one more than is kept tells whether that is all."""
    found = find_best(list(profiles), side.pool, k=shortlist.BUFFER + 1, blocked=shortlist.BLOCKED_BUFFER + 1)
    return [
        Lists(
            _kept(best.open, side, passing_over, shortlist.BUFFER, open_list),
            _kept(best.blocked, side, passing_over, shortlist.BLOCKED_BUFFER, blocked_list),
        )
        for best in found
    ]


def _kept(
    hits: Collection[Hit],
    side: SidePool,
    passing_over: int | None,
    buffer: int,
    make: Any,  # noqa: ANN401 (open_list or blocked_list)
) -> Shortlist:
    entries = [(hit.key, side.pk_of(hit)) for hit in hits]
    others = [entry for entry in entries if entry[1] != passing_over]
    made: Shortlist = make(others[:buffer], is_complete=len(hits) <= buffer)
    return made


def _neighbours(move: _Move) -> dict[int, Neighbour]:
    """Everyone whose lists held the posting, or hold it now."""
    entered = move.other_side.find_entered(move.new.profile) if move.new else Best((), ())
    holders = move.other_side.find_holders(move.old.profile) if move.old else set()
    new_open = {move.other_side.pk_of(hit): hit.key for hit in entered.open}
    new_blocked = {move.other_side.pk_of(hit): hit.key for hit in entered.blocked}
    stored = load_lists(other_of(move.twin), move.generation, {*holders, *new_open, *new_blocked})
    found = {
        pk: Neighbour(
            lists,
            Lists(
                _exchange(lists.open, move.pk, new_open.get(pk)),
                _exchange(lists.blocked, move.pk, new_blocked.get(pk)),
            ),
        )
        for pk, lists in stored.items()
    }
    _refill(move, {pk: row for pk, row in found.items() if row.after.is_short})
    return found


def _exchange(kept: Shortlist, pk: int, key: int | None) -> Shortlist:
    left = kept.without(pk)
    return left if key is None else left.with_entry(key, pk)


def _refill(move: _Move, short: dict[int, Neighbour]) -> None:
    """Search again for whom too few are left; the pool still holds the posting as it was before."""
    if not short:
        return
    stored = list(load_stored(other_of(move.twin), move.generation, short))
    profiles = [one.profile for one in stored]
    searched = _search(profiles, move.own_side, passing_over=move.pk)
    for one, lists in zip(stored, _with_newcomer(move, profiles, searched), strict=True):
        short[one.pk].after = lists


def _with_newcomer(move: _Move, profiles: list[Profile], searched: list[Lists]) -> Iterable[Lists]:
    if move.new is None:
        yield from searched
        return
    scores = score_many(move.new.profile, profiles, move.pools.frozen)
    for profile, lists, score in zip(profiles, searched, scores, strict=True):
        key = key_of(score.precise, move.new.profile.tie)
        if not is_listed(score, profile, move.new.profile, move.pools.frozen):
            yield lists
        elif score.blockers:
            yield Lists(lists.open, lists.blocked.with_entry(key, move.pk))
        else:
            yield Lists(lists.open.with_entry(key, move.pk), lists.blocked)


def _write_vector(move: _Move) -> None:
    if move.new is None:
        move.twin.vector.objects.filter(posting=move.pk, generation=move.generation).delete()
        return
    move.twin.vector.objects.update_or_create(
        posting_id=move.pk,
        generation=move.generation,
        defaults={
            "revision": move.new.revision,
            "features": move.new.features.as_dict(),
            "vector": move.new.vector,
            "facts": move.new.facts,
        },
    )


def _pairs_gone(move: _Move, neighbours: dict[int, Neighbour]) -> set[Pair]:
    """Pairs of which a neighbour let go, unless the other posting lists them itself."""
    gone = {(other, pk) for pk, row in neighbours.items() for other in row.went - {move.pk}}
    lists = load_lists(move.twin, move.generation, {other for other, _ in gone})
    return {move.pair(other, pk) for other, pk in gone if pk not in lists[other].canonical}


def _pairs_to_add(move: _Move, own: Lists, neighbours: dict[int, Neighbour]) -> set[Pair]:
    listing = {pk for pk, row in neighbours.items() if move.pk in row.after.canonical}
    promoted = {move.pair(other, pk) for pk, row in neighbours.items() for other in row.came - {move.pk}}
    return promoted | {move.pair(move.pk, other) for other in own.canonical | listing}
