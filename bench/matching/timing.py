"""Clocks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(slots=True)
class Clock:
    """Seconds by name of what was timed, each as often as it was done."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def time(self, name: str, work: Callable[[], Result]) -> Result:
        start = time.perf_counter()
        result = work()
        self.seconds.setdefault(name, []).append(time.perf_counter() - start)
        return result

    def repeat(self, name: str, times: int, work: Callable[[], Result]) -> Result:
        """Give the result of the last time."""
        for _ in range(times - 1):
            self.time(name, work)
        return self.time(name, work)

    def median(self, name: str) -> float:
        return median(self.seconds[name])

    def quantile(self, name: str, percent: int) -> float:
        return quantiles(self.seconds[name], n=100, method="inclusive")[percent - 1]
