"""What a criterion is: an id, a usual weight, a fit, and the evidence for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matching.core.frozen import Generation
from matching.core.pair import Pair
from matching.core.score import Contribution, Evidence

# A perfect fit; points are parts of weight x POINTS_PER_WEIGHT, so they fit a small integer.
FULL = 10_000
POINTS_PER_WEIGHT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """`fit` gives 0 to FULL, or None where one side has not said enough to judge."""

    id: str
    weight: int
    fit: Callable[[Pair], int | None]
    evidence: Callable[[Pair], tuple[Evidence, ...]]

    def max_points(self, generation: Generation) -> int:
        return generation.weights.get(self.id, self.weight) * POINTS_PER_WEIGHT

    def points(self, fit: int | None, generation: Generation) -> int | None:
        if fit is None:
            return None
        return (2 * fit * self.max_points(generation) + FULL) // (2 * FULL)

    def contribution(
        self,
        fit: int | None,
        generation: Generation,
        evidence: tuple[Evidence, ...] = (),
    ) -> Contribution:
        return Contribution(
            criterion=self.id,
            points=self.points(fit, generation),
            max_points=self.max_points(generation),
            evidence=evidence,
        )
