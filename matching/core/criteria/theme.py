"""Themes: a shared sub-theme, else a shared priority area, else themes of one DAC category, else a shared goal."""

from __future__ import annotations

from matching.core.criteria.criterion import FULL, Criterion
from matching.core.pair import Pair
from matching.core.score import Evidence

# A shared sub-theme is worth this much at once; how far the choices coincide decides the rest.
ONE_SHARED = 7_000
SAME_AREA = 4_000
# The cross-walks of themes to DAC categories and of postings to goals say less: both are broad.
SAME_SECTOR = 3_000
SAME_GOAL = 2_000


def _fit(pair: Pair) -> int | None:
    offer, need = pair.offer, pair.need
    if not offer.themes or not need.themes:
        return None
    if shared := offer.themes & need.themes:
        either = min(len(offer.themes), len(need.themes))
        return ONE_SHARED + (FULL - ONE_SHARED) * len(shared) // either
    if offer.areas & need.areas:
        return SAME_AREA
    if offer.sectors & need.sectors:
        return SAME_SECTOR
    return SAME_GOAL if offer.goals & need.goals else 0


def _evidence(pair: Pair) -> tuple[Evidence, ...]:
    offer, need = pair.offer, pair.need
    if shared := offer.themes & need.themes:
        return tuple(Evidence("shared_theme", (code,)) for code in sorted(shared))
    if areas := offer.areas & need.areas:
        return tuple(Evidence("shared_area", (code,)) for code in sorted(areas))
    if sectors := offer.sectors & need.sectors:
        return tuple(Evidence("shared_sector", (code,)) for code in sorted(sectors))
    return tuple(Evidence("shared_goal", (goal,)) for goal in sorted(offer.goals & need.goals))


THEME = Criterion(id="theme", weight=25, fit=_fit, evidence=_evidence)
