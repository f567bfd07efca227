"""Letters in common: a table of the grams of the one that asks, into which those of the others are looked up."""

from __future__ import annotations

import numpy as np

from matching.core.engine.compiled.rules import compiled, inlined

EMPTY = np.uint64(0)
# Four slots per gram, at 8 bytes each: nearly all find one of their two, and a usual table fits the nearest cache.
ROOM, FEWEST_SLOTS = 4, 1 << 10
# Moves before a gram is left without a slot.
MOST_MOVES = 64


def table_size(most_grams: int) -> int:
    """A power of two: slots of gram << 8 | weight."""
    return max(1 << (ROOM * most_grams - 1).bit_length(), FEWEST_SLOTS)


@inlined
def first_slot(gram, mask):
    return (gram * np.uint64(2654435761) >> np.uint64(14)) & mask


@inlined
def second_slot(gram, mask):
    return (gram * np.uint64(2246822519) >> np.uint64(17)) & mask


@compiled
def spread_grams(grams, weights, begin, end, table, left, state):
    """Each gram goes into one of two slots, so that a look at both, without any branch, finds it.

    `state` gets the mask of slots in use, and how many grams are `left` without one. No gram is 0: letters count from 1.
    """
    size = FEWEST_SLOTS
    while size < ROOM * (end - begin):
        size *= 2
    table[:size] = EMPTY
    mask = np.uint64(size - 1)
    state[0], state[1] = size - 1, 0
    for place in range(begin, end):
        held = np.uint64(grams[place]) << np.uint64(8) | np.uint64(weights[place])
        slot = first_slot(held >> np.uint64(8), mask)
        for _ in range(MOST_MOVES):
            held, table[slot] = table[slot], held
            if held == EMPTY:
                break
            gram = held >> np.uint64(8)
            first = first_slot(gram, mask)
            slot = second_slot(gram, mask) if slot == first else first
        if held != EMPTY:
            left[state[1]] = held
            state[1] += 1


@inlined
def product_of_grams(table, left, state, grams, weights, begin, end):
    mask = np.uint64(state[0])
    total = np.uint64(0)
    for place in range(np.uint64(begin), np.uint64(end)):
        gram = np.uint64(grams[place])
        one, other = table[first_slot(gram, mask)], table[second_slot(gram, mask)]
        held = np.uint64(0)
        held = one if one >> np.uint64(8) == gram else held
        held = other if other >> np.uint64(8) == gram else held
        total += (held & np.uint64(255)) * np.uint64(weights[place])
    for a in range(state[1]):
        place = begin + np.searchsorted(grams[begin:end], np.uint32(left[a] >> np.uint64(8)))
        if place < end and np.uint64(grams[place]) == left[a] >> np.uint64(8):
            total += (left[a] & np.uint64(255)) * np.uint64(weights[place])
    return np.int64(total)
