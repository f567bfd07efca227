"""Delivery: remote, on site, or both mixed."""

from __future__ import annotations

from matching.core.criteria.criterion import FULL, Criterion
from matching.core.pair import Pair
from matching.core.profile import Delivery
from matching.core.score import Evidence

PARTLY = 7_000


def _fit(pair: Pair) -> int | None:
    offered, asked = pair.offer.delivery, pair.need.delivery
    if offered is None or asked is None:
        return None
    if offered is asked:
        return FULL
    return PARTLY if Delivery.MIXED in {offered, asked} else 0


def _evidence(pair: Pair) -> tuple[Evidence, ...]:
    offered, asked = pair.offer.delivery, pair.need.delivery
    if offered is None or asked is None:
        return ()
    return (Evidence("delivery", (offered.value, asked.value)),)


DELIVERY = Criterion(id="delivery", weight=5, fit=_fit, evidence=_evidence)
