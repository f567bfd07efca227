"""How far meaning can raise a score: what a search that knows nothing of meaning may leave out.

Full points for meaning raise a score the more, the fewer points were possible before. Both scores are rounded to the
nearest, so that each bound leaves a half and one more, on the safe side.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.core.criteria import CRITERIA, MEANING, weighs_meaning
from matching.core.frozen import Generation
from matching.core.profile import Profile
from matching.core.score import PER_MILLE, PRECISE

# A suggestion earns points for its subject: at least one of these has data (`bands.is_suggestion`).
SUBJECT = frozenset({"theme", "text"})
# What is judged wherever both sides state it.
STATED = frozenset({"theme", "text", "languages", "delivery"})


def least_precise(generation: Generation, threshold: str) -> int:
    """Give a threshold as the least score in millionths that rounds to so many thousandths."""
    return max(PER_MILLE * generation.thresholds[threshold] - PER_MILLE // 2, 0)


def stated_by(profile: Profile) -> frozenset[str]:
    says = {
        "theme": bool(profile.themes),
        "text": profile.vector is not None and not profile.vector.is_empty,
        "languages": bool(profile.languages),
        "delivery": profile.delivery is not None,
    }
    return frozenset(name for name, is_stated in says.items() if is_stated)


def least_possible(generation: Generation, stated: frozenset[str] = frozenset()) -> int:
    """Give how many points are possible at least in a suggestion of two postings that both state so much."""
    weights = {criterion.id: criterion.max_points(generation) for criterion in CRITERIA}
    certain = sum(weights[name] for name in stated & STATED)
    if not (generation.thresholds["subject"] and generation.thresholds["near_text"]):
        return certain
    return max(certain, min((weights[name] for name in SUBJECT if weights[name]), default=0))


def ceiling(last: int, generation: Generation, stated: frozenset[str] = frozenset()) -> int:
    """Give the most, in millionths, that a suggestion can come to whose score without meaning is at most `last`."""
    if not weighs_meaning(generation):
        return last
    least, meaning = least_possible(generation, stated), MEANING.max_points(generation)
    return max(last, -(-(last * least + least + PRECISE * meaning) // (least + meaning)) + 1)


def floors(
    scores: NDArray[np.int64], generation: Generation, stated: frozenset[str] = frozenset()
) -> NDArray[np.int64]:
    """Give scores without meaning below which no suggestion comes to `scores` with it: nowhere is `ceiling` passed over."""
    if not weighs_meaning(generation):
        return scores
    least, meaning = least_possible(generation, stated), MEANING.max_points(generation)
    if not least:
        return np.where(scores > PRECISE + 1, scores, 0)
    lowest = ((scores - 2) * (least + meaning) - least - PRECISE * meaning) // least
    return np.minimum(scores, np.maximum(lowest, 0))
