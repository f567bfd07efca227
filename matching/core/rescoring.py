"""The second stage where a generation weighs meaning: the best by all other criteria, scored again with it.

The exact search knows nothing of meaning: comparing embeddings of every pair would cost more than all the rest. So it
finds the best by the other criteria, and these are put into another order. What that may pass over is bounded: `ceiling`
is the most that any pair left out can come to, and `settled` counts those that stand first for certain.
"""

from __future__ import annotations

from collections.abc import Sequence

from matching.core.criteria import CRITERIA, MEANING, weighs_meaning
from matching.core.frozen import Generation
from matching.core.pair import Pair
from matching.core.score import PRECISE, Score

# A suggestion earns points for its subject: at least one of these has data (`bands.is_suggestion`).
SUBJECT = ("theme", "text")


def add_meaning(score: Score, pair: Pair) -> Score:
    """Append the part for meaning to a score of the other criteria; the same score where it has no weight."""
    if not weighs_meaning(pair.generation) or len(score.contributions) > len(CRITERIA):
        return score
    part = MEANING.contribution(MEANING.fit(pair), pair.generation, MEANING.evidence(pair))
    return Score(contributions=(*score.contributions, part), blockers=score.blockers)


def ceiling(last: int, generation: Generation) -> int:
    """Give the most, in millionths, that a suggestion can come to whose score without meaning is at most `last`.

    Full points for meaning raise a score the more, the fewer points were possible before: at least those of one
    criterion of the subject.
    """
    if not weighs_meaning(generation):
        return last
    meaning = MEANING.max_points(generation)
    weighed = [criterion.max_points(generation) for criterion in CRITERIA if criterion.id in SUBJECT]
    least = min((most for most in weighed if most), default=0)
    # Both scores are rounded to the nearest: a half each, upwards.
    return max(last, -(-(last * least + least + PRECISE * meaning) // (least + meaning)) + 1)


def settled(found: Sequence[int], last: int | None, generation: Generation) -> int:
    """Count how many of the best, by scores with meaning from high to low, no pair left out can come before.

    `last` is the lowest score without meaning among those found; None: nothing was left out.
    """
    if last is None:
        return len(found)
    most = ceiling(last, generation)
    return sum(score > most for score in found)
