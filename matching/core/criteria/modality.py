"""Modality: can these two cooperate in a way that both accept, by themselves or with a third party."""

from __future__ import annotations

from matching.core.criteria.criterion import FULL, Criterion
from matching.core.modality import modality_of
from matching.core.pair import Pair
from matching.core.reach import accepted_by_both, reachable
from matching.core.score import Evidence

WITH_A_THIRD_PARTY = 6_000


def _fit(pair: Pair) -> int | None:
    accepted = accepted_by_both(pair)
    if accepted is None:
        return None
    if modality_of((pair.offer.party, pair.need.party)).modality in accepted:
        return FULL
    return WITH_A_THIRD_PARTY if reachable(pair) & accepted else 0


def _evidence(pair: Pair) -> tuple[Evidence, ...]:
    verdict = modality_of((pair.offer.party, pair.need.party))
    code = verdict.modality.value if verdict.modality else ""
    computed = Evidence("computed", (code, verdict.reason, *verdict.params))
    flags = tuple(Evidence(flag.code, flag.params) for flag in verdict.flags)
    accepted = accepted_by_both(pair)
    if accepted is None or verdict.modality in accepted:
        return (computed, *flags)
    possible = sorted(modality.value for modality in reachable(pair) & accepted)
    return (
        computed,
        *flags,
        *(Evidence("with_third_party", (value,)) for value in possible),
    )


MODALITY = Criterion(id="modality", weight=10, fit=_fit, evidence=_evidence)
