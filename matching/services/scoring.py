"""Pulling matching: find what is due, score it against the live other side, replace its rows.

The set of stored matches is a function of the live postings and the generation alone: every pair at or above
MINIMUM, blocked pairs included, so that any order of events ends in the same rows as a full rebuild. One lock
makes the writers follow one another; each therefore sees the newest committed revision of both sides.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from jobs.services import claim, record_failure, retry_parked
from matching.core.rank import score_pair
from matching.models import Generation, Match, MatchingState, NeedState, OfferState
from matching.services.generations import lock_matching, serving_generation
from matching.services.profiles import Loaded, ProfileShelf, open_shelf
from needs.models import Need
from offers.models import Offer
from postings.models import Posting
from postings.workflow import LIVE

logger = logging.getLogger(__name__)

# Below this total (of 1000) a pair is no suggestion and not stored.
MINIMUM = 200
LEASE = timedelta(minutes=5)
BATCH = 50
STATES: tuple[tuple[type[Posting], type[MatchingState]], ...] = ((Offer, OfferState), (Need, NeedState))


def behind(model: type[Posting], state: type[MatchingState], generation: Generation) -> QuerySet[Any]:
    """Postings ever published that the serving generation has not matched at their present revision."""
    matched = state._default_manager.filter(  # noqa: SLF001 (public in all but name)
        posting=OuterRef("pk"), matched_revision=OuterRef("revision"), generation=generation,
    )
    return model.objects.ever_published().filter(~Exists(matched))


def count_behind(*, since: datetime | None = None) -> int:
    """How many postings wait to be matched; with `since`, only those last changed before it, parked ones included."""
    generation = Generation.objects.serving().first()
    if generation is None:
        return 0
    waiting = (behind(model, state, generation) for model, state in STATES)
    return sum((rows.filter(updated_at__lt=since) if since else rows).count() for rows in waiting)


def match_due_postings(*, at: datetime) -> int:
    """Match everything that is due; returns how many postings were brought up to date."""
    generation = Generation.objects.serving().first()
    if generation is None:
        return 0
    done = 0
    for model, state in STATES:
        _add_states(model, state)
        while claimed := _claim(state, generation, at):
            done += sum(_match_one(row, generation, at) for row in claimed)
    return done


def _add_states(model: type[Posting], state: type[MatchingState]) -> None:
    missing = model.objects.ever_published().filter(matching_state__isnull=True)
    manager = state._default_manager  # noqa: SLF001 (public in all but name)
    manager.bulk_create([state(posting=posting) for posting in missing], ignore_conflicts=True)


def _claim(state: type[MatchingState], generation: Generation, at: datetime) -> Sequence[MatchingState]:
    due = state._default_manager.due(at).filter(~Q(matched_revision=F("posting__revision")) | ~Q(generation=generation) | Q(generation=None))  # noqa: SLF001 (public in all but name)
    return claim(due.order_by("pk"), at=at, limit=BATCH, lease=LEASE)


def _match_one(row: MatchingState, generation: Generation, at: datetime) -> bool:
    """Match one claimed posting; a failure is counted on its row, so that one bad posting stops no other."""
    try:
        with transaction.atomic():
            lock_matching()
            _score_posting(row, generation, at)
    except (ArithmeticError, LookupError, TypeError, ValueError, DatabaseError) as error:
        logger.exception("matching failed for %s", row.pk)
        record_failure(row, at=at, error=repr(error))
        return False
    return True


def _score_posting(row: MatchingState, generation: Generation, at: datetime) -> None:
    model = row._meta.get_field("posting").related_model  # noqa: SLF001 (documented API)
    posting = model.objects.get(pk=row.posting_id)
    if serving_generation().pk != generation.pk:
        return
    pairs = _score_pairs(posting, open_shelf(generation, on=at.date())) if posting.status in LIVE else []
    _replace_matches(posting, generation, pairs, at)
    type(row)._default_manager.filter(pk=row.pk).update(  # noqa: SLF001 (public in all but name)
        matched_revision=posting.revision, generation=generation, attempts=0, leased_until=None, run_after=None,
        parked_at=None, last_error="",
    )


def _score_pairs(posting: Posting, shelf: ProfileShelf) -> list[Match]:
    own = shelf.load_one(posting)
    others = shelf.load_live(Need if isinstance(posting, Offer) else Offer)
    pairs = ((own, other) if isinstance(posting, Offer) else (other, own) for other in others)
    return [match for offer, need in pairs if (match := _score(offer, need, shelf)).score >= MINIMUM]


def _score(offer: Loaded, need: Loaded, shelf: ProfileShelf) -> Match:
    score = score_pair(offer.profile, need.profile, shelf.frozen)
    return Match(
        offer_id=offer.pk, need_id=need.pk, generation=shelf.generation, offer_revision=offer.revision,
        need_revision=need.revision, score=score.total, parts=list(score.points),
        blockers=[blocker.code for blocker in score.blockers],
    )


def _replace_matches(posting: Posting, generation: Generation, pairs: Iterable[Match], at: datetime) -> None:
    side = "offer" if isinstance(posting, Offer) else "need"
    Match.objects.filter(**{side: posting}).delete()
    rows = list(pairs)
    for match in rows:
        match.scored_at = at
    Match.objects.bulk_create(rows)


def retry_parked_postings(*, at: datetime) -> int:
    """Give every parked posting another five attempts; returns how many."""
    parked = [row for _model, state in STATES for row in state._default_manager.parked()]  # noqa: SLF001 (public in all but name)
    for row in parked:
        retry_parked(row, at=at)
    return len(parked)
