"""Pulling matching: find what is due, score it against the live other side, replace its rows.

The set of stored matches is a function of the live postings and the generation alone: every suggestion, blocked pairs
included, so that any order of events ends in the same rows as a full rebuild. One lock makes the writers follow one
another; each therefore sees the newest committed revision of both sides.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from jobs.services import (
    claim,
    mark_sweep,
    record_failure,
    record_success,
    retry_parked,
    ring,
)
from matching.core.rank import score_many
from matching.core.score import Score, per_mille, precise_total
from matching.models import Generation, Match, MatchingState, NeedState, OfferState
from matching.services.generations import lock_matching, serving_generation
from matching.services.profiles import Loaded, ProfileShelf, open_shelf
from needs.models import Need
from offers.models import Offer
from postings.models import Posting
from postings.workflow import LIVE

logger = logging.getLogger(__name__)

# What a pair is about. Two postings that share nothing but a language, remote delivery and open dates reach half of
# all points, so a pair is a suggestion only if its subject carries it: a sub-theme in common, or an area in common and
# texts nearer to each other than those of 97 in 100 pairs, or texts nearer than those of 99 in 100 under whatever theme
# (measured on the demonstration data; all are of 1000).
SUBJECT, TEXT = frozenset({"theme", "text"}), frozenset({"text"})
LEAST_SUBJECT, LEAST_TEXT = 425, 500
MINIMUM = 400
# Short, because what a killed worker held waits this long; a posting takes milliseconds, and scored twice is scored once.
LEASE = timedelta(seconds=30)
BATCH = 20
StateModel: TypeAlias = type[OfferState] | type[NeedState]
STATES: tuple[tuple[type[Posting], StateModel], ...] = (
    (Offer, OfferState),
    (Need, NeedState),
)


def is_suggestion(score: Score) -> bool:
    return score.total >= MINIMUM and (
        _share(score, SUBJECT) >= LEAST_SUBJECT or _share(score, TEXT) >= LEAST_TEXT
    )


def _share(score: Score, criteria: frozenset[str]) -> int:
    parts = [(part.points, part.max_points) for part in score.contributions if part.criterion in criteria]
    return per_mille(precise_total(parts))


def behind(model: type[Posting], state: StateModel, generation: Generation) -> QuerySet[Any]:
    """Find postings ever published that the serving generation has not matched at their present revision."""
    matched = state.objects.filter(
        posting=OuterRef("pk"),
        matched_revision=OuterRef("revision"),
        generation=generation,
    )
    return model.objects.ever_published().filter(~Exists(matched))


def count_behind(*, since: datetime | None = None) -> int:
    """How many postings wait to be matched; with `since`, only those last changed before it, parked ones included."""
    generation = Generation.objects.serving().first()
    if generation is None:
        return 0
    waiting = (behind(model, state, generation) for model, state in STATES)
    return sum((rows.filter(updated_at__lt=since) if since else rows).count() for rows in waiting)


def is_behind(posting: Posting) -> bool:
    """Whether scoring of this posting is under way, so that its suggestions are not all there yet."""
    generation = Generation.objects.serving().first()
    state = dict(STATES)[type(posting)]
    return generation is not None and (
        behind(type(posting), state, generation).filter(pk=posting.pk).exists()
    )


def match_due_postings(*, at: datetime) -> int:
    """Match everything that is due; returns how many postings were brought up to date."""
    mark_sweep(name="matching", at=at)
    generation = Generation.objects.serving().first()
    if generation is None:
        return 0
    done = 0
    for model, state in STATES:
        _add_states(model, state)
        while claimed := _claim(state, generation, at):
            done += sum(_match_one(row, at) for row in claimed)
    return done


def _add_states(model: type[Posting], state: StateModel) -> None:
    known = state.objects.filter(posting=OuterRef("pk"))
    missing = model.objects.ever_published().filter(~Exists(known))
    rows: list[Any] = [state(posting_id=posting.pk) for posting in missing]
    state.objects.bulk_create(rows, ignore_conflicts=True)


def _claim(state: StateModel, generation: Generation, at: datetime) -> Sequence[MatchingState]:
    rows = state.objects.behind(generation).order_by("pk")
    return claim(rows, at=at, limit=BATCH, lease=LEASE)


def _match_one(row: MatchingState, at: datetime) -> bool:
    """Match one claimed posting; a failure is counted on its row, so that one bad posting stops no other."""
    try:
        with transaction.atomic():
            lock_matching()
            _score_posting(row, at)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        DatabaseError,
    ) as error:
        logger.exception(
            "matching failed for %s %s",
            row._meta.label,
            row.pk,
        )
        record_failure(row, at=at, error=repr(error))
        return False
    return True


def _score_posting(row: MatchingState, at: datetime) -> None:
    """Read what serves and what is committed only now, under the lock: it may have moved on since the claim."""
    generation = serving_generation()
    model = next(model for model, state in STATES if isinstance(row, state))
    posting = model.objects.get(pk=row.posting_id)
    pairs = _score_pairs(posting, open_shelf(generation, on=at.date())) if posting.status in LIVE else []
    _replace_matches(posting, pairs, at)
    row.matched_revision, row.generation = posting.revision, generation
    row.save(update_fields=["matched_revision", "generation"])
    record_success(row)


def _score_pairs(posting: Posting, shelf: ProfileShelf) -> list[Match]:
    own = shelf.load_one(posting)
    others = shelf.load_live(Need if isinstance(posting, Offer) else Offer)
    scores = score_many(own.profile, [other.profile for other in others], shelf.frozen)
    return [
        _as_match(own, other, score, shelf)
        for other, score in zip(others, scores, strict=True)
        if is_suggestion(score)
    ]


def _as_match(own: Loaded, other: Loaded, score: Score, shelf: ProfileShelf) -> Match:
    offer, need = (own, other) if own.is_offer else (other, own)
    return Match(
        offer_id=offer.pk,
        need_id=need.pk,
        generation=shelf.generation,
        offer_revision=offer.revision,
        need_revision=need.revision,
        score=score.total,
        parts=list(score.points),
        blockers=[blocker.code for blocker in score.blockers],
    )


def _replace_matches(posting: Posting, pairs: Iterable[Match], at: datetime) -> None:
    side = "offer" if isinstance(posting, Offer) else "need"
    Match.objects.filter(**{side: posting}).delete()
    rows = list(pairs)
    for match in rows:
        match.scored_at = at
    Match.objects.bulk_create(rows)


@transaction.atomic
def rematch_everything() -> None:
    """Make every posting due again: the reference data that profiles are read from have changed."""
    for _model, state in STATES:
        state.objects.update(generation=None)
    ring("matching.due")


@transaction.atomic
def retry_parked_postings(*, at: datetime) -> int:
    """Give every parked posting another five attempts; returns how many."""
    parked = [row for _model, state in STATES for row in state.objects.parked()]
    for row in parked:
        retry_parked(row, at=at)
    if parked:
        ring("matching.due")
    return len(parked)
