"""Among equal scores: the more urgent first, then the later published, then the one entered first."""

from __future__ import annotations

MOST_URGENT = 3
# Days count from the beginning of 2000; earlier ones are as old as that. Score and tie share 63 bits in the search.
FIRST_DAY, DAY_BITS, SERIAL_BITS = 730_120, 17, 24
LAST_DAY, LAST_SERIAL = (1 << DAY_BITS) - 1, (1 << SERIAL_BITS) - 1
TIE_BITS = MOST_URGENT.bit_length() + DAY_BITS + SERIAL_BITS


def tie_of(urgency: int, day: int, serial: int) -> int:
    """Pack a number below 2**TIE_BITS, the smaller first; `day` is a proleptic ordinal, `serial` unique on its side.

    Raises ValueError beyond 16 million postings of a side: no two postings may have the same.
    """
    if not (0 <= urgency <= MOST_URGENT and 0 <= serial <= LAST_SERIAL):
        raise ValueError(f"no tie for urgency {urgency}, serial {serial}")
    age = min(max(LAST_DAY - (day - FIRST_DAY), 0), LAST_DAY)
    return ((MOST_URGENT - urgency) << DAY_BITS | age) << SERIAL_BITS | serial


def key_of(precise: int, tie: int) -> int:
    """Order by the score in millionths, then by tie: one number of 63 bits, the larger first."""
    return precise << TIE_BITS | ((1 << TIE_BITS) - 1 - tie)


def precise_of(key: int) -> int:
    return key >> TIE_BITS
