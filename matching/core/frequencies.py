"""How much a feature says, from how rare it is."""

from __future__ import annotations

from math import log

UNIT = 16
# Of a name that no fitted text has, such as a concept that is new in the thesaurus: it says the most that a name can
# say, until a refit counts how common it is.
UNMET = 0


def inverse_frequency(frequency: int, documents: int) -> int:
    return round(UNIT * (1 + log((1 + documents) / (1 + min(frequency, documents)))))
