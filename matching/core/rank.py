"""One posting against many: scores, and the best of them. As a command it ranks files of texts: see `lines`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from matching.core.constraints import blockers
from matching.core.criteria import TEXT, criteria_of
from matching.core.frozen import Generation
from matching.core.lines import main
from matching.core.pair import Pair, pair_of, vector_of
from matching.core.profile import Profile
from matching.core.score import Contribution, Ranked, Score
from matching.core.similarity import similarities
from matching.core.vectors import vectorise, vectorise_many

__all__ = ["contributions_of", "rank", "score_many", "score_pair", "vectorise", "vectorise_many"]


def score_pair(one: Profile, other: Profile, generation: Generation) -> Score:
    """Score an offer and a need, given in either order, with the evidence."""
    pair = pair_of(one, other, generation)
    return Score(
        contributions=tuple(
            criterion.contribution(criterion.fit(pair), generation, criterion.evidence(pair))
            for criterion in criteria_of(generation)
        ),
        blockers=blockers(pair),
    )


def score_many(profile: Profile, others: Sequence[Profile], generation: Generation) -> list[Score]:
    """Score one against each of the others as `score_pair` does, in one sweep and without evidence."""
    pairs = [pair_of(profile, other, generation) for other in others]
    texts = _text_fits(profile, others, generation)
    return [
        Score(contributions=_contributions(pair, text), blockers=blockers(pair))
        for pair, text in zip(pairs, texts, strict=True)
    ]


def rank(profile: Profile, others: Sequence[Profile], generation: Generation, k: int) -> list[Ranked]:
    """Find the best k that nothing blocks, by score, equal scores by tie, then by id."""
    scores = score_many(profile, others, generation)
    ranked = [
        (-score.precise, other.tie, other.id)
        for other, score in zip(others, scores, strict=True)
        if not score.blockers
    ]
    return [Ranked(name, -negative) for negative, _tie, name in sorted(ranked)[:k]]


def contributions_of(points: Sequence[int], generation: Generation) -> tuple[Contribution, ...]:
    """Read back `Score.points` as a match row stores them, with the part for meaning or without."""
    return tuple(
        Contribution(
            criterion=criterion.id,
            points=None if stored < 0 else stored,
            max_points=criterion.max_points(generation),
        )
        for criterion, stored in zip(criteria_of(generation)[: len(points)], points, strict=True)
    )


def _text_fits(profile: Profile, others: Sequence[Profile], generation: Generation) -> list[int | None]:
    own = vector_of(profile, generation)
    if own.is_empty:
        return [None] * len(others)
    vectors = [vector_of(other, generation) for other in others]
    fits = similarities(own, vectors, generation).tolist()
    return [None if vector.is_empty else fit for vector, fit in zip(vectors, fits, strict=True)]


def _contributions(pair: Pair, text: int | None) -> tuple[Contribution, ...]:
    return tuple(
        criterion.contribution(text if criterion is TEXT else criterion.fit(pair), pair.generation)
        for criterion in criteria_of(pair.generation)
    )


if __name__ == "__main__":
    # Whoever reads the first lines only ends the command without a complaint.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())
