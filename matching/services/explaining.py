"""Why a pair scored as it did: the parts that are stored, the evidence recomputed from the stored vectors."""

from dataclasses import dataclass
from datetime import date

from matching.core.rank import score_pair
from matching.core.score import Blocker, Contribution, Score
from matching.models import Decision, Generation, Match
from matching.services.profiles import ProfileShelf, open_shelf
from needs.models import Need
from offers.models import Offer


@dataclass(frozen=True)
class Explanation:
    """`contributions` carry codes and words as written; `is_stored` says that their points are those stored."""

    total: int
    contributions: tuple[Contribution, ...]
    blockers: tuple[Blocker, ...]
    is_stored: bool


def explain_match(match: Match, *, on: date) -> Explanation:
    """The evidence behind a suggestion, from the postings as they are now."""
    score = _score_now(match.offer, match.need, open_shelf(match.generation, on=on))
    return Explanation(match.score, score.contributions, score.blockers, list(score.points) == match.parts)


def explain_decision(decision: Decision, *, on: date) -> Explanation:
    """The parts as they were when it was decided; evidence only while postings and generation are still those."""
    serving = Generation.objects.serving().first()
    if serving is not None and serving.pk == decision.generation_id:
        score = _score_now(decision.offer, decision.need, open_shelf(serving, on=on))
        if list(score.points) == decision.parts:
            return Explanation(decision.score, score.contributions, score.blockers, is_stored=True)
    return Explanation(decision.score, stored_parts(decision), (), is_stored=True)


def _score_now(offer: Offer, need: Need, shelf: ProfileShelf) -> Score:
    return score_pair(shelf.load_one(offer).profile, shelf.load_one(need).profile, shelf.frozen)


def stored_parts(decision: Decision) -> tuple[Contribution, ...]:
    weights = decision.generation.frozen["weights"]
    return tuple(
        Contribution(criterion=criterion, points=None if points < 0 else points, max_points=most)
        for (criterion, most), points in zip(weights.items(), decision.parts, strict=True)
    )
