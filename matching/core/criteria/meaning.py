"""Meaning: how near sentence embeddings of the two texts are. Only of generations that give it a weight."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.core.criteria.criterion import FULL, Criterion
from matching.core.embeddings import cosine
from matching.core.pair import Pair
from matching.core.profile import Profile
from matching.core.score import Evidence

# Models find something alike in any two texts of one trade; above the second, two texts say the same.
NEAR_FROM, NEAR_TO = 3_000, 9_000
PERCENT = FULL // 100


def _nearness(pair: Pair) -> int | None:
    return cosine(_embedding(pair.offer), _embedding(pair.need))


def _embedding(profile: Profile) -> bytes:
    return profile.vector.embedding if profile.vector else b""


def _fit(pair: Pair) -> int | None:
    near = _nearness(pair)
    return None if near is None else _fit_of(near)


def _fit_of(near: int) -> int:
    return FULL * (min(max(near, NEAR_FROM), NEAR_TO) - NEAR_FROM) // (NEAR_TO - NEAR_FROM)


def _evidence(pair: Pair) -> tuple[Evidence, ...]:
    near = _nearness(pair)
    return () if near is None else (Evidence("near_in_meaning", (near // PERCENT,)),)


MEANING = Criterion(id="meaning", weight=0, fit=_fit, evidence=_evidence)


@lru_cache(maxsize=8)
def points_by_nearness(max_points: int) -> NDArray[np.int64]:
    """Points for every cosine from 0 to FULL, as `Criterion.points` gives them."""
    fits = np.array([_fit_of(near) for near in range(FULL + 1)], dtype=np.int64)
    return (2 * fits * max_points + FULL) // (2 * FULL)
