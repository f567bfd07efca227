"""Why a pair scored as it did: the parts that are stored, the evidence recomputed from the stored vectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from matching.core.advice import Advice, advise
from matching.core.criteria import CRITERIA, MEANING
from matching.core.criteria.criterion import POINTS_PER_WEIGHT
from matching.core.generation import Generation as FrozenGeneration
from matching.core.pair import Pair
from matching.core.profile import Profile
from matching.core.rank import contributions_of, score_pair
from matching.core.score import Blocker, Contribution, Score
from matching.models import Decision, Generation, Match
from matching.services.generations import serving_generation, thaw
from matching.services.profiles import ProfileShelf, open_shelf
from needs.models import Need
from offers.models import Offer
from postings.services import MOST_THEMES
from vocabulary.core.thesaurus import Concept
from vocabulary.services import thesaurus_of

CONCEPT = "c:"


@dataclass(frozen=True)
class Explanation:
    """The stored points of each criterion.

    `is_stored` says that the postings as they are now still give them: only then do evidence, blockers and advice
    belong to them. `has_moved` says of a decision that a posting is no longer at the revision decided about.
    `advice` is for what may still change: of a decision there is none.
    """

    contributions: tuple[Contribution, ...]
    blockers: tuple[Blocker, ...]
    is_stored: bool
    has_moved: bool = False
    advice: tuple[Advice, ...] = ()


def explain_matches(matches: Sequence[Match], *, on: date) -> list[Explanation]:
    """Find the evidence behind current suggestions in the postings as they are now; one reading for all."""
    if not matches:
        return []
    shelf = open_shelf(serving_generation(), on=on)
    shelf.load([posting for match in matches for posting in (match.offer, match.need)])
    return [_explain_match(match, shelf) for match in matches]


def _explain_match(match: Match, shelf: ProfileShelf) -> Explanation:
    pair = _pair_now(match.offer, match.need, shelf)
    score = _score(pair)
    if (list(score.points), [blocker.code for blocker in score.blockers]) == (match.parts, match.blockers):
        advice = _advise(pair, score, shelf.on)
        return Explanation(score.contributions, score.blockers, is_stored=True, advice=advice)
    return Explanation(contributions_of(match.parts, shelf.frozen), (), is_stored=False)


def _advise(pair: Pair, score: Score, on: date) -> tuple[Advice, ...]:
    concepts = thesaurus_of(pair.generation.thesaurus).concepts
    suggested = {profile.side: _themes_spoken_of(profile, concepts) for profile in (pair.offer, pair.need)}
    return advise(pair, score, today=on.toordinal(), suggested=suggested)


def _themes_spoken_of(profile: Profile, known: Mapping[str, Concept]) -> frozenset[str]:
    """Find the themes of the concepts in a text, if its posting may name another one."""
    if len(profile.themes) >= MOST_THEMES:
        return frozenset()
    codes = (name.removeprefix(CONCEPT) for name in profile.text.surfaces if name.startswith(CONCEPT))
    return frozenset(theme for code in codes if code in known for theme in known[code].themes)


def explain_decisions(decisions: Sequence[Decision], *, on: date) -> list[Explanation]:
    """Show the parts as they were when it was decided; evidence while both postings give them by the same rules."""
    if not decisions:
        return []
    shelf = open_shelf(serving_generation(), on=on)
    shelf.load([posting for row in decisions for posting in (row.offer, row.need)])
    return [_explain_decision(row, shelf) for row in decisions]


def _explain_decision(decision: Decision, shelf: ProfileShelf) -> Explanation:
    """Score the pair by the generation that it was decided under: it is kept, and no later one tells of it."""
    has_moved = (decision.offer_revision, decision.need_revision) != (
        decision.offer.revision,
        decision.need.revision,
    )
    score = _score(_pair_now(decision.offer, decision.need, shelf, thaw(decision.generation)))
    if list(score.points) == decision.parts:
        return Explanation(score.contributions, (), is_stored=True, has_moved=has_moved)
    return Explanation(stored_parts(decision), (), is_stored=False, has_moved=has_moved)


def _pair_now(offer: Offer, need: Need, shelf: ProfileShelf, frozen: FrozenGeneration | None = None) -> Pair:
    frozen = frozen or shelf.frozen
    return Pair(shelf.profile_by(offer, frozen), shelf.profile_by(need, frozen), frozen)


def _score(pair: Pair) -> Score:
    return score_pair(pair.offer, pair.need, pair.generation)


def stored_parts(decision: Decision) -> tuple[Contribution, ...]:
    """Points by criterion as decided. Criteria are only ever added: those of its time are those with a weight."""
    weights = _read_weights(decision.generation.digest)
    known = [criterion.id for criterion in (*CRITERIA, MEANING) if criterion.id in weights]
    return tuple(
        Contribution(
            criterion=name,
            points=None if points < 0 else points,
            max_points=weights[name] * POINTS_PER_WEIGHT,
        )
        for name, points in zip(known[: len(decision.parts)], decision.parts, strict=True)
    )


@lru_cache(maxsize=64)
def _read_weights(digest: str) -> dict[str, int]:
    """Read only the weights of a generation, once per process; the digest stands for them."""
    rows = Generation.objects.filter(digest=digest)
    weights: dict[str, int] = rows.values_list("frozen__weights", flat=True)[0]
    return weights
