"""The one shape in which matching sees a posting of either side."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from matching.core.modality import Modality, Party, PartyKind, Role, Side
from matching.core.vectors import TextVector
from vocabulary.core.features import TextFeatures

NO_TEXT = TextFeatures()


class PostingSide(StrEnum):
    OFFER = "offer"
    NEED = "need"


class Delivery(StrEnum):
    REMOTE = "remote"
    ON_SITE = "on_site"
    MIXED = "mixed"


class Financing(StrEnum):
    """Who pays, seen from the two parties together."""

    PROVIDER = "provider"
    SHARED = "shared"
    RECIPIENT = "recipient"
    THIRD_PARTY = "third_party"
    OPEN = "open"


class Audience(StrEnum):
    PUBLIC = "public"
    STATES = "states"
    SECRETARIAT = "secretariat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An empty set, an empty string or None always means: not stated.

    `themes` are the codes chosen, `areas` the priority areas they belong to (or that were chosen themselves), `sectors`
    the DAC categories that these themes answer to.
    `eligible` (hard) and `preferred` (soft) are ISO 3166 alpha-2 codes with groups already expanded.
    `groups` are the sub-regional groups of the own country; groups that nearly all belong to say nothing here.
    `available_from` and `available_until` are proleptic ordinals, the latter inclusive.
    `tie` says which goes first among equal scores, the smaller: no two postings of a side have the same (`tie_of`).
    `vector` is the text under one generation; without it ranking makes it from `text`.
    """

    id: str
    side: PostingSide
    text: TextFeatures = NO_TEXT
    vector: TextVector | None = None
    themes: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    goals: frozenset[int] = frozenset()
    modalities: frozenset[Modality] = frozenset()
    role: Role | None = None
    kind: PartyKind = PartyKind.STATE
    country: str | None = None
    country_side: Side | None = None
    groups: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    accepts_interpretation: bool = True
    eligible: frozenset[str] = frozenset()
    preferred: frozenset[str] = frozenset()
    available_from: int | None = None
    available_until: int | None = None
    delivery: Delivery | None = None
    financing: Financing | None = None
    remaining: int | None = None
    is_open: bool = True
    audience: Audience = Audience.PUBLIC
    reads_states: bool = True
    tie: int = 0

    @property
    def party(self) -> Party:
        usual = Role.FIRST_PROVIDER if self.side is PostingSide.OFFER else Role.RECIPIENT
        return Party(
            role=self.role or usual,
            kind=self.kind,
            side=self.country_side,
            country=self.country,
        )

    def with_vector(self, vector: TextVector) -> Profile:
        """Do what `replace` does, in a fraction of the time."""
        other = object.__new__(Profile)
        for name in NAMES:
            object.__setattr__(other, name, getattr(self, name))
        object.__setattr__(other, "vector", vector)
        return other


NAMES = tuple(part.name for part in fields(Profile))
