"""How the time of a search grows with the number of postings, as the exponent of a power law."""

from __future__ import annotations

import os
from itertools import takewhile

import numpy as np

from bench.matching.corpus import Profiles, make_corpus, with_vectors
from bench.matching.engine import build_side
from bench.matching.reading import read_vectors, start_readers
from bench.matching.timing import Clock
from matching.core.frozen import Generation
from matching.core.profile import PostingSide

OFFER, NEED = PostingSide.OFFER, PostingSide.NEED
CORES = os.cpu_count() or 1
TIMES, DOUBLINGS = 3, 4
# With both growing there are five offers to a need, up to a quarter of the offers that growth in offers goes to.
OFFERS_PER_NEED, JOINT_PART = 5, 4


def measure_growth(offers: int, needs: int, seed: int) -> dict[str, object]:
    """Time doublings up to so many offers, at so many needs and with needs growing alike."""
    readers = start_readers(CORES)
    most = offers // JOINT_PART
    corpus = make_corpus(offers, max(needs, most // OFFERS_PER_NEED), seed=seed)
    with readers:
        profiles = {
            side: with_vectors(own, read_vectors(corpus.texts[side], corpus.generation, readers))
            for side, own in corpus.profiles.items()
        }
    sizes = [offers >> step for step in reversed(range(DOUBLINGS + 1))]
    fixed = {size: _search_seconds(profiles, size, needs, corpus.generation) for size in sizes}
    joint = {
        size: _search_seconds(profiles, size, size // OFFERS_PER_NEED, corpus.generation)
        for size in takewhile(lambda size: size <= most, sizes)
    }
    return {
        "needs": needs,
        "seed": seed,
        "offers_per_need": OFFERS_PER_NEED,
        "seconds_by_offers": fixed,
        "exponent_in_offers": exponent(fixed),
        "seconds_jointly": joint,
        "exponent_jointly": exponent(joint),
    }


def exponent(seconds: dict[int, float]) -> float:
    """Least squares of the logarithms."""
    slope, _ = np.polyfit(np.log(list(seconds)), np.log(list(seconds.values())), 1)
    return round(float(slope), 3)


def _search_seconds(profiles: Profiles, offers: int, needs: int, generation: Generation) -> float:
    few = {OFFER: profiles[OFFER][:offers], NEED: profiles[NEED][:needs]}
    side = build_side(OFFER, few, generation)
    clock = Clock()
    clock.repeat("search", TIMES + 1, lambda: side.search(threads=CORES))
    # The first may have read the compiled code from its cache.
    return round(min(clock.seconds["search"][1:]), 4)
