"""Which modality of cooperation a set of parties makes, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Role(StrEnum):
    FIRST_PROVIDER = "first_provider"
    SECOND_PROVIDER = "second_provider"
    RECIPIENT = "recipient"


class Side(StrEnum):
    SOUTH = "south"
    NORTH = "north"


class PartyKind(StrEnum):
    STATE = "state"
    MULTILATERAL = "multilateral"
    REGIONAL = "regional"
    NON_STATE = "non_state"


class Modality(StrEnum):
    SOUTH_SOUTH = "south_south"
    REGIONAL = "regional_south_south"
    TRIANGULAR = "triangular"
    NORTH_SOUTH = "north_south"
    MULTILATERAL = "multilateral"
    JOINT = "joint"


# A modality, if any, and the code of its reason.
Finding: TypeAlias = tuple[Modality | None, str]
FEWEST_OF_A_REGION = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party on one date: the caller resolves the side of its country on that date."""

    role: Role
    kind: PartyKind
    side: Side | None = None
    country: str | None = None

    @property
    def is_body(self) -> bool:
        """Tell bodies of many states, which stand on no side of their own."""
        return self.kind in {PartyKind.MULTILATERAL, PartyKind.REGIONAL}

    @property
    def has_known_side(self) -> bool:
        return self.is_body or self.side is not None

    def is_of(self, side: Side) -> bool:
        return not self.is_body and self.side is side


@dataclass(frozen=True, slots=True)
class Flag:
    code: str
    params: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`modality` is None where the parties make none; `flags` ask for a human look."""

    modality: Modality | None
    reason: str
    params: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cast:
    first: tuple[Party, ...]
    second: tuple[Party, ...]
    recipients: tuple[Party, ...]

    @property
    def providers(self) -> tuple[Party, ...]:
        return self.first + self.second

    def southern_countries(self) -> set[str]:
        parties = self.first + self.recipients
        return {party.country for party in parties if party.is_of(Side.SOUTH) and party.country}


def modality_of(parties: Sequence[Party], *, regional_objective: bool = False) -> Verdict:
    cast = _Cast(*(tuple(party for party in parties if party.role is role) for role in Role))
    modality, reason = _missing(cast) or _with_bodies_only(cast) or _with_sides(cast)
    params: tuple[str, ...] = ()
    countries = cast.southern_countries()
    if modality is Modality.SOUTH_SOUTH and regional_objective and len(countries) >= FEWEST_OF_A_REGION:
        modality, reason = Modality.REGIONAL, "shared_regional_objective"
        params = tuple(sorted(countries))
    return Verdict(modality=modality, reason=reason, params=params, flags=tuple(_flags(cast)))


def _missing(cast: _Cast) -> Finding | None:
    if not cast.providers:
        return None, "no_provider"
    if not cast.recipients:
        return None, "no_recipient"
    if all(party.is_of(Side.NORTH) for party in cast.recipients):
        return None, "no_recipient_in_the_south"
    return None


def _with_bodies_only(cast: _Cast) -> Finding | None:
    if all(party.is_body for party in cast.providers):
        return Modality.MULTILATERAL, "only_multilateral_providers"
    return None


def _with_sides(cast: _Cast) -> Finding:
    if not all(party.has_known_side for party in cast.first):
        return None, "side_of_provider_unknown"
    southern = [party for party in cast.first if party.is_of(Side.SOUTH)]
    if cast.second and southern:
        return Modality.TRIANGULAR, "south_first_provider_with_second_provider"
    if cast.second:
        return Modality.JOINT, "second_provider_without_south_first"
    if len(southern) == len(cast.first):
        return Modality.SOUTH_SOUTH, "south_first_provider_alone"
    if all(party.is_of(Side.NORTH) for party in cast.first):
        return Modality.NORTH_SOUTH, "north_first_provider"
    return Modality.JOINT, "first_providers_of_different_sides"


def _flags(cast: _Cast) -> Iterator[Flag]:
    outside = [party.country or "" for party in cast.recipients if party.is_of(Side.NORTH)]
    if outside:
        yield Flag("recipient_outside_south", tuple(sorted(outside)))
    unknown = [party.country or "" for party in cast.recipients if not party.has_known_side]
    if unknown:
        yield Flag("side_of_recipient_unknown", tuple(sorted(unknown)))
    giving = {party.country for party in cast.providers if party.country}
    both = {party.country for party in cast.recipients if party.country in giving}
    if both:
        yield Flag(
            "country_on_both_sides",
            tuple(sorted(country for country in both if country)),
        )
