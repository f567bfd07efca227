"""Financing: whether both sides see the same one paying."""

from __future__ import annotations

from matching.core.criteria.criterion import FULL, Criterion
from matching.core.pair import Pair
from matching.core.profile import Financing
from matching.core.score import Evidence

# What an offer pays for (rows) against what a need expects (the inner keys); better than expected is full.
FITS: dict[Financing, dict[Financing, int]] = {
    Financing.PROVIDER: {
        Financing.SHARED: FULL,
        Financing.RECIPIENT: FULL,
        Financing.THIRD_PARTY: FULL,
    },
    Financing.SHARED: {
        Financing.RECIPIENT: FULL,
        Financing.PROVIDER: 4_000,
        Financing.THIRD_PARTY: 5_000,
    },
    Financing.RECIPIENT: {Financing.SHARED: 4_000, Financing.THIRD_PARTY: 3_000},
    Financing.THIRD_PARTY: {
        Financing.SHARED: 5_000,
        Financing.RECIPIENT: 5_000,
        Financing.PROVIDER: 3_000,
    },
}


def _fit(pair: Pair) -> int | None:
    offered, expected = pair.offer.financing, pair.need.financing
    if offered is None or expected is None or Financing.OPEN in {offered, expected}:
        return None
    return FULL if offered is expected else FITS[offered].get(expected, 0)


def _evidence(pair: Pair) -> tuple[Evidence, ...]:
    offered, expected = pair.offer.financing, pair.need.financing
    if offered is None or expected is None:
        return ()
    return (Evidence("financing", (offered.value, expected.value)),)


FINANCING = Criterion(id="financing", weight=5, fit=_fit, evidence=_evidence)
