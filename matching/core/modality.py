"""Which modality of cooperation a set of parties makes, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party on one date: the caller resolves the side of its country on that date."""

    role: Role
    kind: PartyKind
    side: Side | None = None
    country: str | None = None


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


def modality_of(
    parties: Sequence[Party], *, regional_objective: bool = False
) -> Verdict:
    raise NotImplementedError
