"""What makes a pair impossible, each with what a page needs to say why."""

from __future__ import annotations

from collections.abc import Callable

from matching.core.pair import Pair
from matching.core.profile import Audience, Profile
from matching.core.reach import accepted_by_both, reachable
from matching.core.score import Blocker


def closed(pair: Pair) -> Blocker | None:
    ended = [profile.side.value for profile in (pair.offer, pair.need) if not profile.is_open]
    return Blocker("closed", tuple(ended)) if ended else None


def full(pair: Pair) -> Blocker | None:
    taken = [profile.side.value for profile in (pair.offer, pair.need) if profile.remaining == 0]
    return Blocker("full", tuple(taken)) if taken else None


def same_country(pair: Pair) -> Blocker | None:
    country = pair.offer.country
    return Blocker("same_country", (country,)) if country and country == pair.need.country else None


def need_not_eligible(pair: Pair) -> Blocker | None:
    return _not_eligible("need_not_eligible", pair.offer, pair.need)


def offer_not_eligible(pair: Pair) -> Blocker | None:
    return _not_eligible("offer_not_eligible", pair.need, pair.offer)


def no_shared_language(pair: Pair) -> Blocker | None:
    """Block only where a side refuses interpretation: else languages are a matter of points."""
    offered, asked = pair.offer.languages, pair.need.languages
    interpreted = pair.offer.accepts_interpretation and pair.need.accepts_interpretation
    if interpreted or not offered or not asked or offered & asked:
        return None
    return Blocker("no_shared_language", (",".join(sorted(offered)), ",".join(sorted(asked))))


def modality_impossible(pair: Pair) -> Blocker | None:
    accepted = accepted_by_both(pair)
    if accepted is None:
        return None
    possible = reachable(pair)
    if possible & accepted:
        return None
    return Blocker("modality_impossible", (",".join(sorted(accepted)), ",".join(sorted(possible))))


def not_visible(pair: Pair) -> Blocker | None:
    """Keep a posting for states from an institution of none; the secretariat's own reaches only its desk."""
    for shown, reader in ((pair.offer, pair.need), (pair.need, pair.offer)):
        if shown.audience is Audience.STATES and not reader.reads_states:
            return Blocker("not_visible", (shown.side.value,))
    return None


def _not_eligible(code: str, chooser: Profile, chosen: Profile) -> Blocker | None:
    if not chooser.eligible or chosen.country is None or chosen.country in chooser.eligible:
        return None
    return Blocker(code, (chosen.country,))


CONSTRAINTS: tuple[Callable[[Pair], Blocker | None], ...] = (
    closed,
    full,
    same_country,
    need_not_eligible,
    offer_not_eligible,
    no_shared_language,
    modality_impossible,
    not_visible,
)


def blockers(pair: Pair) -> tuple[Blocker, ...]:
    found = (constraint(pair) for constraint in CONSTRAINTS)
    return tuple(blocker for blocker in found if blocker is not None)
