"""Rows of pairs from what a generation has stored of their postings."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from matching.core.bands import band_of
from matching.core.generation import Generation as FrozenGeneration
from matching.core.rank import score_many
from matching.core.score import Score
from matching.models import Generation, Match
from matching.services.readings import Stored, load_stored
from matching.services.twins import TWINS
from needs.models import Need
from offers.models import Offer

# Primary keys of an offer and a need.
Pair = tuple[int, int]


def add_pairs(pairs: set[Pair], generation: Generation, frozen: FrozenGeneration, *, at: datetime) -> None:
    """Score pairs and store those that are not there yet. The lock is held."""
    matches = [
        Match(
            offer_id=offer.pk,
            need_id=need.pk,
            generation=generation,
            offer_revision=offer.revision,
            need_revision=need.revision,
            score=score.total,
            band=band_of(score, frozen),
            parts=list(score.points),
            blockers=[blocker.code for blocker in score.blockers],
            scored_at=at,
        )
        for offer, need, score in _score(pairs, generation, frozen)
    ]
    Match.objects.bulk_create(matches, ignore_conflicts=True)


def remove_pairs(pairs: Iterable[Pair], generation: Generation) -> None:
    found = sorted(pairs)
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM matching_match WHERE generation_id = %s AND (offer_id, need_id) IN"
            " (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))",
            [generation.pk, [offer for offer, _ in found], [need for _, need in found]],
        )


def _score(
    pairs: set[Pair], generation: Generation, frozen: FrozenGeneration
) -> Iterable[tuple[Stored, Stored, Score]]:
    """Sweep from the side that has fewer postings among the pairs."""
    offers = _load(Offer, {offer for offer, _ in pairs}, generation)
    needs = _load(Need, {need for _, need in pairs}, generation)
    if len(needs) <= len(offers):
        for need, found in _group((need, offer) for offer, need in pairs):
            others = [offers[pk] for pk in found]
            yield from ((offer, needs[need], score) for offer, score in _sweep(needs[need], others, frozen))
    else:
        for offer, found in _group(pairs):
            others = [needs[pk] for pk in found]
            yield from ((offers[offer], need, score) for need, score in _sweep(offers[offer], others, frozen))


def _sweep(one: Stored, others: Sequence[Stored], frozen: FrozenGeneration) -> Iterable[tuple[Stored, Score]]:
    scores = score_many(one.profile, [other.profile for other in others], frozen)
    return zip(others, scores, strict=True)


def _group(pairs: Iterable[Pair]) -> Iterable[tuple[int, list[int]]]:
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in sorted(pairs):
        found[one].append(other)
    return found.items()


def _load(model: type[Offer | Need], pks: set[int], generation: Generation) -> dict[int, Stored]:
    return {one.pk: one for one in load_stored(TWINS[model], generation, pks)}
