"""Pulling matching: find what is due, and bring the serving generation up to date with it, one posting at a time.

One lock makes the writers follow one another; each therefore sees the newest committed revision of both sides.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef

from directory.models import GroupMembership
from jobs.core.days import day_of_record
from jobs.services import (
    claim,
    record_failure,
    record_success,
    retry_parked,
    ring,
)
from matching.models import Generation
from matching.services.aftermath import tell_of_status
from matching.services.generations import (
    lock_matching,
    move_to_day,
    read_anew,
    rebuild_matches,
    serving_generation,
)
from matching.services.listing import bring_up_to_date, renew
from matching.services.pools import open_pools
from matching.services.readings import UNREADABLE, fetch, fetch_due, load_stored, read_posting
from matching.services.twins import TWINS, Twin
from postings.models import Posting
from postings.workflow import LIVE

logger = logging.getLogger(__name__)

# Short, because what a killed worker held waits this long; a posting takes milliseconds, and scored twice is scored once.
LEASE = timedelta(seconds=30)
BATCH = 20
# Fewer new postings than this are never worth a rebuild.
FLOOD = 100


def count_behind(*, since: datetime | None = None) -> int:
    """How many postings wait to be matched; with `since`, only those last changed before it, parked ones included."""
    generation = Generation.objects.serving().first()
    if generation is None:
        return 0
    waiting = (twin.behind(generation) for twin in TWINS.values())
    return sum((rows.filter(updated_at__lt=since) if since else rows).count() for rows in waiting)


def is_behind(posting: Posting) -> bool:
    """Whether scoring of this posting is under way, so that its suggestions are not all there yet."""
    generation = Generation.objects.serving().first()
    if generation is None:
        return False
    return TWINS[type(posting)].behind(generation).filter(pk=posting.pk).exists()


def match_due_postings(*, at: datetime) -> int:
    """Match everything that is due; returns how many postings were brought up to date."""
    _begin_day(at)
    generation = Generation.objects.serving().first()
    if generation is None:
        return 0
    open_pools(generation).load(generation)
    done, is_first, start = 0, True, time.monotonic()
    for twin in TWINS.values():
        # A lease is counted from when it is given: by the hundredth batch that is long after `at`.
        while claimed := _claim(twin, generation, at + timedelta(seconds=time.monotonic() - start)):
            left = _pass_over_unchanged(twin, claimed)
            done += len(claimed) - len(left) + sum(_match_one(twin, row, at) for row in left)
            generation = serving_generation()
            if is_first and len(claimed) == BATCH and _is_flooded(generation):
                rebuild_matches(at=at)
                return done
            is_first = False
            if len(claimed) < BATCH:
                # Whatever fell due meanwhile rings for itself.
                break
    return done


def _is_flooded(generation: Generation) -> bool:
    """Whether more came at once than stood there before, so that a rebuild is done sooner than one after the other."""
    standing = new = 0
    for twin in TWINS.values():
        known = twin.standing.objects.filter(generation=generation)
        standing += known.count()
        new += twin.model.objects.live().exclude(pk__in=known.values("posting")).count()
    return new > max(standing, FLOOD)


@transaction.atomic
def _begin_day(at: datetime) -> None:
    """Move to another day; where a membership begins or ends since the last, profiles are read anew."""
    day = day_of_record(at)
    if not Generation.objects.serving().filter(read_on__lt=day).exists():
        return
    lock_matching()
    generation = serving_generation()
    come = (generation.read_on + timedelta(days=1), day)
    dated = GroupMembership.objects
    if dated.filter(since__range=come).exists() or dated.filter(until__range=come).exists():
        read_anew()
    move_to_day(day)


def _claim(twin: Twin, generation: Generation, at: datetime) -> Sequence[Any]:
    """Lease some that are due. One look through all postings, which costs the more the more there are, and no second."""
    busy = twin.state.objects.busy(at).filter(posting=OuterRef("pk"))
    due = twin.behind(generation).filter(~Exists(busy)).order_by("pk")
    pks = list(due.values_list("pk", flat=True)[:BATCH])
    if not pks:
        return []
    rows = twin.state.objects.filter(posting__in=pks)
    known = set(rows.values_list("posting_id", flat=True))
    new: list[Any] = [twin.state(posting_id=pk) for pk in pks if pk not in known]
    twin.state.objects.bulk_create(new, ignore_conflicts=True)
    return claim(rows.order_by("posting"), at=at, limit=BATCH, lease=LEASE)


@transaction.atomic
def _pass_over_unchanged(twin: Twin, claimed: Sequence[Any]) -> list[Any]:
    """Settle at once those that were only to be read again and read as before; gives the others.

    An edit of reference data makes everything due, and changes few profiles or none.
    """
    lock_matching()
    generation = serving_generation()
    rows = {row.posting_id: row for row in claimed}
    read_again = twin.standing.objects.filter(posting__in=rows, generation=generation, is_live=True)
    revisions = dict(read_again.values_list("posting_id", "revision"))
    if not revisions:
        return list(claimed)
    stored = {one.pk: one for one in load_stored(twin, generation, revisions)}
    pools = open_pools(generation)
    for posting in fetch(twin.model, revisions):
        if posting.status not in LIVE or posting.revision != revisions[posting.pk]:
            continue
        try:
            new = read_posting(posting, pools.frozen, on=generation.read_on)
        except UNREADABLE:
            continue
        if stored[posting.pk].packed == (new.vector, new.facts):
            renew(posting, new, generation)
            record_success(rows.pop(posting.pk))
    return list(rows.values())


def _match_one(twin: Twin, row: Any, at: datetime) -> bool:  # noqa: ANN401 (a state of either side)
    """Match one claimed posting; a failure is counted on its row, so that one bad posting stops no other."""
    try:
        with transaction.atomic():
            lock_matching()
            _match_posting(twin, row, at)
    except (ArithmeticError, *UNREADABLE, DatabaseError) as error:
        logger.exception("matching failed for %s %s", row._meta.label, row.pk)
        record_failure(row, at=at, error=repr(error))
        return False
    return True


def _match_posting(twin: Twin, row: Any, at: datetime) -> None:  # noqa: ANN401 (a state of either side)
    """Read what serves and what is committed only now, under the lock: it may have moved on since the claim."""
    generation = serving_generation()
    pools = open_pools(generation)
    pools.follow(generation)
    posting = fetch_due(twin.model, row.posting_id)
    bring_up_to_date(posting, generation, pools, at=at)
    tell_of_status(posting, since=row.matched_revision, at=at)
    row.matched_revision = posting.revision
    row.save(update_fields=["matched_revision"])
    record_success(row)


@transaction.atomic
def rematch_everything() -> None:
    """Have every posting read again: the reference data that profiles are read from have changed."""
    lock_matching()
    read_anew()
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
