"""One offer and one need, as every criterion and constraint sees them."""

from __future__ import annotations

from dataclasses import dataclass

from matching.core.frozen import Generation
from matching.core.profile import PostingSide, Profile
from matching.core.vectors import TextVector, vectorise


@dataclass(frozen=True, slots=True)
class Pair:
    offer: Profile
    need: Profile
    generation: Generation


def pair_of(one: Profile, other: Profile, generation: Generation) -> Pair:
    """Take an offer and a need in either order."""
    sides = (one.side, other.side)
    if sides == (PostingSide.OFFER, PostingSide.NEED):
        return Pair(one, other, generation)
    if sides == (PostingSide.NEED, PostingSide.OFFER):
        return Pair(other, one, generation)
    raise ValueError(f"{one.id} and {other.id} are both {one.side.value}s")


def vector_of(profile: Profile, generation: Generation) -> TextVector:
    return profile.vector or vectorise(profile.text, generation)
