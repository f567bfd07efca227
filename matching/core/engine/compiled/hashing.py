"""A table of open addresses from ids of words to features."""

from __future__ import annotations

import numpy as np

from matching.core.engine.columns import NO_FEATURE
from matching.core.engine.compiled.rules import compiled

# An odd number near 2**64 over the golden ratio: it spreads ids that are near each other.
SPREAD = np.uint64(0x9E3779B97F4A7C15)


@compiled
def slot_of(wanted, ids, features):
    """Where the id stands, or would stand: at least half of the table is free."""
    last = np.uint64(ids.size - 1)
    slot = (wanted * SPREAD >> np.uint64(20)) & last
    while features[slot] != NO_FEATURE and ids[slot] != wanted:
        slot = (slot + np.uint64(1)) & last
    return slot


@compiled
def find_features(wanted, ids, features):
    found = np.empty(wanted.size, dtype=np.int32)
    for place in range(wanted.size):
        found[place] = features[slot_of(wanted[place], ids, features)]
    return found


@compiled
def learn_features(wanted, first, found, ids, features, size):
    """Go on from `first` until done or the table is half full; returns how far, and how many are known."""
    for place in range(first, wanted.size):
        slot = slot_of(wanted[place], ids, features)
        if features[slot] == NO_FEATURE:
            if 2 * size >= ids.size:
                return place, size
            ids[slot] = wanted[place]
            features[slot] = size
            size += 1
        found[place] = features[slot]
    return wanted.size, size


@compiled
def move_features(ids, features, new_ids, new_features):
    for place in range(ids.size):
        if features[place] != NO_FEATURE:
            slot = slot_of(ids[place], new_ids, new_features)
            new_ids[slot] = ids[place]
            new_features[slot] = features[place]
