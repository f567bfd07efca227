"""A score is its parts: points per criterion, the evidence for them, and what blocks."""

from __future__ import annotations

from dataclasses import dataclass

PER_MILLE = 1_000
PRECISE = 1_000_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """Codes and words as written, never sentences: pages translate."""

    code: str
    values: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """`points` is None where data is missing: the criterion then leaves the denominator."""

    criterion: str
    points: int | None
    max_points: int
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocker:
    code: str
    params: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    contributions: tuple[Contribution, ...]
    blockers: tuple[Blocker, ...] = ()

    @property
    def precise(self) -> int:
        """The total in millionths, by which candidates are ordered."""
        return precise_total([(part.points, part.max_points) for part in self.contributions])

    @property
    def total(self) -> int:
        return per_mille(self.precise)

    @property
    def points(self) -> tuple[int, ...]:
        """One small integer per contribution, -1 for missing data: what a match row stores."""
        return tuple(-1 if part.points is None else part.points for part in self.contributions)


@dataclass(frozen=True, slots=True)
class Ranked:
    """`score` is in millionths, as `Score.precise`."""

    id: str
    score: int

    @property
    def total(self) -> int:
        return per_mille(self.score)


def precise_total(parts: list[tuple[int | None, int]]) -> int:
    earned = sum(points for points, _ in parts if points is not None)
    possible = sum(most for points, most in parts if points is not None)
    if not possible:
        return 0
    return (2 * PRECISE * earned + possible) // (2 * possible)


def per_mille(precise: int) -> int:
    return (precise + PER_MILLE // 2) // PER_MILLE
