"""Period: how much of the shorter period both have in common, in days."""

from __future__ import annotations

from matching.core.criteria.criterion import FULL, Criterion
from matching.core.pair import Pair
from matching.core.profile import Profile
from matching.core.score import Evidence

# Ordinals before and after any real date: an open end.
ALWAYS_BEFORE, ALWAYS_AFTER = 0, 4_000_000


def _span(profile: Profile) -> tuple[int, int] | None:
    if profile.available_from is None and profile.available_until is None:
        return None
    first = ALWAYS_BEFORE if profile.available_from is None else profile.available_from
    last = ALWAYS_AFTER if profile.available_until is None else profile.available_until
    return first, max(first, last)


def _overlap(pair: Pair) -> tuple[int, int, int] | None:
    """First and last common day, and the length of the shorter period."""
    offer, need = _span(pair.offer), _span(pair.need)
    if offer is None or need is None:
        return None
    shorter = min(offer[1] - offer[0], need[1] - need[0]) + 1
    return max(offer[0], need[0]), min(offer[1], need[1]), shorter


def _fit(pair: Pair) -> int | None:
    overlap = _overlap(pair)
    if overlap is None:
        return None
    first, last, shorter = overlap
    return FULL * max(last - first + 1, 0) // shorter


def _evidence(pair: Pair) -> tuple[Evidence, ...]:
    overlap = _overlap(pair)
    if overlap is None:
        return ()
    first, last, _ = overlap
    if last < first:
        return (Evidence("no_common_day", (first - last,)),)
    bounds = (first if first > ALWAYS_BEFORE else 0, last if last < ALWAYS_AFTER else 0)
    return (Evidence("common_period", bounds),)


PERIOD = Criterion(id="period", weight=5, fit=_fit, evidence=_evidence)
