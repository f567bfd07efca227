"""A figure with the floor that it has to reach and the aim beyond it, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADER = ("what", "measured", "n", "spread", "floor", "aim", "reached")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`n` is how many measurements it comes from, `spread` the least and the most of them."""

    what: str
    value: float
    n: int = 1
    spread: tuple[float, float] | None = None
    unit: str = ""
    decimals: int = 0
    floor: float | None = None
    aim: float | None = None
    less_is_better: bool = False

    @property
    def reaches_floor(self) -> bool:
        return self._reaches(self.floor)

    @property
    def reached(self) -> str:
        if self.aim is None and self.floor is None:
            return ""
        if self._reaches(self.aim):
            return "aim"
        if self.floor is None:
            return "no"
        return "floor" if self.reaches_floor else "**no**"

    @property
    def cells(self) -> tuple[str, ...]:
        spread = (
            "" if self.spread is None else " to ".join(f"{end:,.{self.decimals}f}" for end in self.spread)
        )
        return (
            self.what,
            self._show(self.value),
            str(self.n),
            spread,
            self._bound(self.floor),
            self._bound(self.aim),
            self.reached,
        )

    def _reaches(self, bound: float | None) -> bool:
        if bound is None:
            return True
        return self.value <= bound if self.less_is_better else self.value >= bound

    def _show(self, value: float) -> str:
        return f"{value:,.{self.decimals}f}{self.unit}"

    def _bound(self, bound: float | None) -> str:
        if bound is None:
            return ""
        return f"{'≤' if self.less_is_better else '≥'} {self._show(bound)}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
