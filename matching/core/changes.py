"""What one side of a pair could change by itself, each as the posting that it would then be.

Nothing here says whether a change helps: `matching.core.advice` scores the changed pair. Countries, sides, groups,
texts and audiences are not offered: no party changes them to please another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from matching.core.criteria.geography import GEOGRAPHY
from matching.core.modality import Modality
from matching.core.pair import Pair
from matching.core.periods import moved_period
from matching.core.profile import Delivery, Financing, PostingSide, Profile
from matching.core.reach import accepted_by_both, reachable

# The modalities that a posting can name, in the order in which they are proposed.
NAMED = (Modality.SOUTH_SOUTH, Modality.TRIANGULAR, Modality.NORTH_SOUTH, Modality.MULTILATERAL)


class Effort(IntEnum):
    """WORD is one more word on the form, TERMS other terms of the same work, PLAN other dates, places or partners."""

    WORD = 1
    TERMS = 2
    PLAN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`profile` is the side as it would be; `at_most` says that what it would state could also be less welcome."""

    code: str
    params: tuple[str | int, ...] = ()
    effort: Effort
    at_most: bool = False
    profile: Profile

    @property
    def side(self) -> PostingSide:
        return self.profile.side

    def applied_to(self, pair: Pair) -> Pair:
        if self.side is PostingSide.OFFER:
            return replace(pair, offer=self.profile)
        return replace(pair, need=self.profile)


def changes_of(
    pair: Pair, *, today: int, suggested: Mapping[PostingSide, frozenset[str]]
) -> Iterator[Change]:
    """`today` is a proleptic ordinal; `suggested` are the themes that a side's own text speaks of."""
    for own, other in ((pair.need, pair.offer), (pair.offer, pair.need)):
        yield from _themes(own, other, suggested.get(own.side, frozenset()))
        yield from _modalities(own, pair)
        yield from _languages(own, other)
        yield from _countries(own, other, pair)
        yield from _period(own, other, today)
        yield from _delivery(own, other)
        yield from _financing(own, other)
        if own.remaining == 0:
            yield Change(code="add_places", effort=Effort.PLAN, profile=replace(own, remaining=1))


def _themes(own: Profile, other: Profile, suggested: frozenset[str]) -> Iterator[Change]:
    code = "add_theme" if own.themes else "state_themes"
    for theme in sorted(other.themes & suggested - own.themes):
        yield Change(
            code=code,
            params=(theme,),
            effort=Effort.WORD,
            at_most=not own.themes,
            profile=replace(own, themes=own.themes | {theme}),
        )


def _modalities(own: Profile, pair: Pair) -> Iterator[Change]:
    unsaid = accepted_by_both(pair) is None
    if not unsaid and not own.modalities:
        return
    possible = reachable(pair)
    for modality in NAMED:
        if modality in possible and modality not in own.modalities:
            yield Change(
                code="state_modalities" if unsaid else "accept_modality",
                params=(modality.value,),
                # Who names one no longer accepts each.
                effort=Effort.TERMS if unsaid else Effort.WORD,
                at_most=unsaid,
                profile=replace(own, modalities=own.modalities | {modality}),
            )


def _languages(own: Profile, other: Profile) -> Iterator[Change]:
    """Any language of the other's gives the same, so all of them make one change."""
    missing = sorted(other.languages - own.languages)
    if missing and not own.languages & other.languages:
        yield Change(
            code="accept_language" if own.languages else "state_languages",
            params=tuple(missing),
            effort=Effort.WORD,
            at_most=not own.languages,
            profile=replace(own, languages=own.languages | {missing[0]}),
        )
    if not own.accepts_interpretation:
        yield Change(
            code="accept_interpretation",
            effort=Effort.WORD,
            profile=replace(own, accepts_interpretation=True),
        )


def _countries(own: Profile, other: Profile, pair: Pair) -> Iterator[Change]:
    """Who names no eligible country is open to all; a preference is proposed where one is named or nothing is known."""
    country = other.country
    if country is None:
        return
    if own.eligible and country not in own.eligible:
        yield Change(
            code="admit_country",
            params=(country,),
            effort=Effort.TERMS,
            profile=replace(own, eligible=own.eligible | {country}),
        )
    if country not in own.preferred and (own.preferred or GEOGRAPHY.fit(pair) is None):
        yield Change(
            code="prefer_country",
            params=(country,),
            effort=Effort.PLAN,
            profile=replace(own, preferred=own.preferred | {country}),
        )


def _period(own: Profile, other: Profile, today: int) -> Iterator[Change]:
    period = moved_period(own, other, today)
    if period is None:
        return
    first, last = period
    unsaid = own.available_from is None and own.available_until is None
    yield Change(
        code="state_period" if unsaid else "move_period",
        params=(first or 0, last or 0),
        effort=Effort.WORD if unsaid else Effort.PLAN,
        at_most=unsaid,
        profile=replace(own, available_from=first, available_until=last),
    )


def _delivery(own: Profile, other: Profile) -> Iterator[Change]:
    if other.delivery is None or own.delivery is other.delivery:
        return
    if own.delivery is None:
        yield Change(
            code="state_delivery",
            params=(other.delivery.value,),
            effort=Effort.WORD,
            at_most=True,
            profile=replace(own, delivery=other.delivery),
        )
    elif own.delivery is not Delivery.MIXED:
        yield Change(code="deliver_mixed", effort=Effort.TERMS, profile=replace(own, delivery=Delivery.MIXED))


def _financing(own: Profile, other: Profile) -> Iterator[Change]:
    theirs = other.financing
    if theirs is None or theirs is Financing.OPEN or theirs is own.financing:
        return
    if own.financing is None:
        yield _paid_by(theirs, own, "state_financing", Effort.WORD)
    elif own.financing is not Financing.OPEN:
        yield _paid_by(theirs, own, "share_financing", Effort.TERMS)
        yield _paid_by(Financing.OPEN, own, "open_financing", Effort.TERMS)


def _paid_by(payer: Financing, own: Profile, code: str, effort: Effort) -> Change:
    return Change(
        code=code,
        params=(payer.value,),
        effort=effort,
        at_most=own.financing is None,
        profile=replace(own, financing=payer),
    )
