"""Letters in common: a table of the grams of the one that asks, into which those of the others are looked up."""

from __future__ import annotations

import numpy as np

from matching.core.engine.compiled.rules import compiled, inlined

EMPTY = np.uint64(0)
# Four slots per gram keep runs short, at 8 bytes each.
ROOM = 4
FEWEST_BITS = 10


def table_size(most_grams: int) -> int:
    """A power of two: slots of gram << 8 | weight."""
    return 1 << max((ROOM * most_grams - 1).bit_length(), FEWEST_BITS)


@inlined
def first_slot(gram, mask):
    return (np.uint64(gram) * np.uint64(2654435761) >> np.uint64(12)) & mask


@compiled
def spread_grams(grams, weights, begin, end, table):
    """No gram is 0: letters count from 1."""
    mask = np.uint64(table.size - 1)
    for place in range(begin, end):
        slot = first_slot(grams[place], mask)
        while table[slot] != EMPTY:
            slot = (slot + np.uint64(1)) & mask
        table[slot] = np.uint64(grams[place]) << np.uint64(8) | np.uint64(weights[place])


@inlined
def product_of_grams(table, grams, weights, begin, end):
    mask = np.uint64(table.size - 1)
    total = np.int64(0)
    for place in range(begin, end):
        gram = np.uint64(grams[place])
        slot = first_slot(gram, mask)
        found = table[slot]
        while found != EMPTY:
            if found >> np.uint64(8) == gram:
                total += np.int64(found & np.uint64(255)) * np.int64(weights[place])
                break
            slot = (slot + np.uint64(1)) & mask
            found = table[slot]
    return total
