"""Geography: countries that either side prefers, and sub-regional groups that both belong to."""

from __future__ import annotations

from collections.abc import Iterator

from matching.core.criteria.criterion import FULL, Criterion
from matching.core.pair import Pair
from matching.core.score import Evidence

PREFERENCE, NEIGHBOURHOOD = 2, 1


def _parts(pair: Pair) -> Iterator[tuple[int, bool]]:
    """Weigh each thing that can be judged, and say whether it holds."""
    offer, need = pair.offer, pair.need
    if offer.preferred and need.country:
        yield PREFERENCE, need.country in offer.preferred
    if need.preferred and offer.country:
        yield PREFERENCE, offer.country in need.preferred
    if offer.groups and need.groups:
        yield NEIGHBOURHOOD, bool(offer.groups & need.groups)


def _fit(pair: Pair) -> int | None:
    parts = list(_parts(pair))
    if not parts:
        return None
    return FULL * sum(weight for weight, holds in parts if holds) // sum(w for w, _ in parts)


def _evidence(pair: Pair) -> tuple[Evidence, ...]:
    offer, need = pair.offer, pair.need
    found = []
    if need.country and need.country in offer.preferred:
        found.append(Evidence("preferred_by_offer", (need.country,)))
    if offer.country and offer.country in need.preferred:
        found.append(Evidence("preferred_by_need", (offer.country,)))
    found += [Evidence("shared_group", (code,)) for code in sorted(offer.groups & need.groups)]
    return tuple(found)


GEOGRAPHY = Criterion(id="geography", weight=10, fit=_fit, evidence=_evidence)
