"""Pulling matching: find what is due, score it against the live other side, replace its rows.

The set of stored matches is a function of the live postings and the generation alone: every suggestion, blocked pairs
included, so that any order of events ends in the same rows as a full rebuild. One lock makes the writers follow one
another; each therefore sees the newest committed revision of both sides.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from jobs.core.days import day_of_record
from jobs.services import (
    claim,
    record_failure,
    record_success,
    retry_parked,
    ring,
)
from matching.core.bands import band_of, is_suggestion
from matching.core.rank import score_many
from matching.core.score import Score
from matching.models import Generation, Match, MatchingState
from matching.services.aftermath import tell_of_status
from matching.services.generations import lock_matching, serving_generation
from matching.services.profiles import Loaded, ProfileShelf, open_shelf
from matching.services.twins import TWINS, Twin
from postings.models import Posting
from postings.workflow import LIVE

logger = logging.getLogger(__name__)

# Short, because what a killed worker held waits this long; a posting takes milliseconds, and scored twice is scored once.
LEASE = timedelta(seconds=30)
BATCH = 20


def _behind(twin: Twin, generation: Generation) -> QuerySet[Any]:
    """Find postings ever published that the serving generation has not matched at their present revision."""
    matched = twin.state.objects.filter(
        posting=OuterRef("pk"),
        matched_revision=OuterRef("revision"),
        generation=generation,
    )
    return twin.model.objects.ever_published().filter(~Exists(matched))


def count_behind(*, since: datetime | None = None) -> int:
    """How many postings wait to be matched; with `since`, only those last changed before it, parked ones included."""
    generation = Generation.objects.serving().first()
    if generation is None:
        return 0
    waiting = (_behind(twin, generation) for twin in TWINS.values())
    return sum((rows.filter(updated_at__lt=since) if since else rows).count() for rows in waiting)


def is_behind(posting: Posting) -> bool:
    """Whether scoring of this posting is under way, so that its suggestions are not all there yet."""
    generation = Generation.objects.serving().first()
    if generation is None:
        return False
    return _behind(TWINS[type(posting)], generation).filter(pk=posting.pk).exists()


def match_due_postings(*, at: datetime) -> int:
    """Match everything that is due; returns how many postings were brought up to date."""
    generation = Generation.objects.serving().first()
    if generation is None:
        return 0
    done = 0
    for twin in TWINS.values():
        _add_states(twin)
        while claimed := _claim(twin, generation, at):
            done += sum(_match_one(twin, row, at) for row in claimed)
    return done


def _add_states(twin: Twin) -> None:
    known = twin.state.objects.filter(posting=OuterRef("pk"))
    missing = twin.model.objects.ever_published().filter(~Exists(known))
    rows: list[Any] = [twin.state(posting_id=posting.pk) for posting in missing]
    twin.state.objects.bulk_create(rows, ignore_conflicts=True)


def _claim(twin: Twin, generation: Generation, at: datetime) -> Sequence[MatchingState]:
    rows = twin.state.objects.behind(generation).order_by("pk")
    return claim(rows, at=at, limit=BATCH, lease=LEASE)


def _match_one(twin: Twin, row: MatchingState, at: datetime) -> bool:
    """Match one claimed posting; a failure is counted on its row, so that one bad posting stops no other."""
    try:
        with transaction.atomic():
            lock_matching()
            _score_posting(twin, row, at)
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


def _score_posting(twin: Twin, row: MatchingState, at: datetime) -> None:
    """Read what serves and what is committed only now, under the lock: it may have moved on since the claim."""
    generation = serving_generation()
    posting = twin.model.objects.get(pk=row.posting_id)
    pairs = (
        _score_pairs(posting, open_shelf(generation, on=day_of_record(at))) if posting.status in LIVE else []
    )
    _replace_matches(posting, pairs, at)
    tell_of_status(posting, since=row.matched_revision, at=at)
    row.matched_revision, row.generation = posting.revision, generation
    row.save(update_fields=["matched_revision", "generation"])
    record_success(row)


def _score_pairs(posting: Posting, shelf: ProfileShelf) -> list[Match]:
    own = shelf.load_one(posting)
    others = shelf.load_live(TWINS[type(posting)].other)
    scores = score_many(own.profile, [other.profile for other in others], shelf.frozen)
    return [
        _as_match(own, other, score, shelf)
        for other, score in zip(others, scores, strict=True)
        if is_suggestion(score, shelf.frozen)
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
        band=band_of(score, shelf.frozen),
        parts=list(score.points),
        blockers=[blocker.code for blocker in score.blockers],
    )


def _replace_matches(posting: Posting, pairs: Iterable[Match], at: datetime) -> None:
    Match.objects.answering(posting).delete()
    rows = list(pairs)
    for match in rows:
        match.scored_at = at
    Match.objects.bulk_create(rows)


@transaction.atomic
def rematch_everything() -> None:
    """Make every posting due again: the reference data that profiles are read from have changed."""
    for twin in TWINS.values():
        twin.state.objects.update(generation=None)
    ring("matching.due")


@transaction.atomic
def retry_parked_postings(*, at: datetime) -> int:
    """Give every parked posting another five attempts; returns how many."""
    parked = [row for twin in TWINS.values() for row in twin.state.objects.parked()]
    for row in parked:
        retry_parked(row, at=at)
    if parked:
        ring("matching.due")
    return len(parked)
