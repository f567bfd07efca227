"""What a score amounts to: whether the pair is a suggestion at all, and what it is called.

Two postings that share nothing but a language, remote delivery and open dates reach half of all points, and with a
theme on top of that two thirds. So a pair is a suggestion only if its subject carries it, and is called good only if
the two also say alike things.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from matching.core.frozen import Generation
from matching.core.profile import Profile
from matching.core.score import Contribution, Score, per_mille, precise_total

SUBJECT, TEXT = frozenset({"theme", "text"}), frozenset({"text"})
# All of 1000, measured on the demonstration data. Of 100 pairs, 98 have texts further apart than `good_text`, 99 further
# than `strong_text`, and two texts of such nearness are worth a look under whatever theme (`near_text`).
USUAL_THRESHOLDS = {
    "suggestion": 400,
    "subject": 425,
    "near_text": 540,
    "good": 650,
    "good_text": 465,
    "strong": 800,
    "strong_text": 540,
}


class Band(StrEnum):
    POSSIBLE = "possible"
    GOOD = "good"
    STRONG = "strong"


def is_suggestion(score: Score, generation: Generation) -> bool:
    """Either theme and text together carry the pair, or the text alone does."""
    return score.total >= generation.thresholds["suggestion"] and is_carried(score.contributions, generation)


def is_carried(contributions: Sequence[Contribution], generation: Generation) -> bool:
    """Whether the subject carries the pair, which is told by theme and text whatever the rest is."""
    least = generation.thresholds
    return (
        _share(contributions, SUBJECT) >= least["subject"]
        or _share(contributions, TEXT) >= least["near_text"]
    )


def is_listed(score: Score, one: Profile, other: Profile, generation: Generation) -> bool:
    """Whether a list may hold the pair: a suggestion that nothing blocks, or one about a shared theme.

    What would be possible but for a blocker is a near miss, worth showing only where both name the same subject.
    """
    return is_suggestion(score, generation) and (not score.blockers or bool(one.themes & other.themes))


def band_of(score: Score, generation: Generation) -> Band:
    least, text = generation.thresholds, _share(score.contributions, TEXT)
    for band in (Band.STRONG, Band.GOOD):
        if score.total >= least[band] and text >= least[f"{band}_text"]:
            return band
    return Band.POSSIBLE


def _share(contributions: Sequence[Contribution], criteria: frozenset[str]) -> int:
    """Per mille of what these criteria can give; nothing where no side has said anything."""
    parts = [(part.points, part.max_points) for part in contributions if part.criterion in criteria]
    return per_mille(precise_total(parts))
