"""How much a feature says, from how rare it is."""

from __future__ import annotations

from math import log

UNIT = 16


def inverse_frequency(frequency: int, documents: int) -> int:
    return round(UNIT * (1 + log((1 + documents) / (1 + min(frequency, documents)))))
