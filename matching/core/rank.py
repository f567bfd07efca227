"""One posting against many: scores, and the best of them."""

from __future__ import annotations

from collections.abc import Sequence

from matching.core.generation import Generation
from matching.core.profile import Profile
from matching.core.score import Ranked, Score
from matching.core.vectors import TextVector
from vocabulary.core.features import TextFeatures


def vectorise(features: TextFeatures, generation: Generation) -> TextVector:
    raise NotImplementedError


def score_pair(one: Profile, other: Profile, generation: Generation) -> Score:
    """An offer and a need, in either order."""
    raise NotImplementedError


def rank(
    profile: Profile, others: Sequence[Profile], generation: Generation, k: int
) -> list[Ranked]:
    """The best k that nothing blocks, by score, equal scores by id."""
    raise NotImplementedError
