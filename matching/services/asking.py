"""Previews that take longer than a page may: asked for as due work, found by a worker, kept for whoever asked."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from accounts.models import User
from jobs.services import claim, record_failure, ring
from matching.models import Generation, OfferVector, Preview
from matching.services.generations import serving_generation
from matching.services.previewing import NeedPreview, compare_lists, reads_meaning, show_lists
from matching.services.readings import UNREADABLE

logger = logging.getLogger(__name__)

# Live offers that are searched while the page is opened: about half a second's work; more are left to a worker.
MOST_AT_ONCE = 5_000
# Longer than a preview over a million offers takes.
LEASE = timedelta(minutes=4)


def takes_long(weights: Mapping[str, int]) -> bool:
    """Whether there is more to search, or to read for its meaning, than a page may wait for."""
    if reads_meaning(serving_generation(), weights):
        return True
    searched = OfferVector.objects.filter(generation__in=Generation.objects.serving())
    return searched[MOST_AT_ONCE : MOST_AT_ONCE + 1].exists()


@transaction.atomic
def ask_preview(*, weights: Mapping[str, int], seen: int, why: str, by: User, at: datetime) -> Preview:
    """Have other weights compared in the background; whatever the person asked before is dropped.

    Asked again for what is under way, or found under the generation that serves, gives that.
    """
    known = Preview.objects.select_for_update().filter(by=by).first()
    if (
        known is not None
        and known.weights == dict(weights)
        and known.parked_at is None
        and _is_current(known)
    ):
        known.why, known.seen = why, seen
        known.save(update_fields=["why", "seen"])
        return known
    Preview.objects.filter(by=by).delete()
    asked = Preview.objects.create(by=by, weights=dict(weights), why=why, seen=seen, asked_at=at)
    ring("matching.preview")
    return asked


def find_preview(*, by: User, weights: Mapping[str, int] | None = None) -> Preview | None:
    """Find what the person asked for last, or only where it was for these weights; none that has grown stale."""
    asked = Preview.objects.filter(by=by).first()
    if asked is None or not _is_current(asked):
        return None
    return asked if weights is None or asked.weights == dict(weights) else None


def _is_current(asked: Preview) -> bool:
    return not asked.is_found or asked.generation == serving_generation()


def show_preview(asked: Preview) -> list[NeedPreview]:
    """Show what was found. Raises ValueError before it is."""
    if asked.found is None:
        raise ValueError("nothing has been found yet")
    return show_lists(asked.found)


def work_out_previews(*, at: datetime) -> int:
    """Find what was asked for, one after the other; returns how many were done."""
    done = 0
    waiting = Preview.objects.filter(found__isnull=True).order_by("asked_at")
    while rows := claim(waiting, at=at, limit=1, lease=LEASE):
        done += _work_out(rows[0], at)
    return done


def _work_out(asked: Preview, at: datetime) -> bool:
    """Write what is found where it is still asked for; whoever asked anew has another row."""
    try:
        serving = serving_generation()
        found = compare_lists(serving, asked.weights)
    except (ArithmeticError, *UNREADABLE, DatabaseError, Generation.DoesNotExist) as error:
        logger.exception("a preview of weights failed")
        if Preview.objects.filter(pk=asked.pk).exists():
            record_failure(asked, at=at, error=repr(error))
        return False
    return bool(
        Preview.objects.filter(pk=asked.pk).update(found=found, generation=serving, leased_until=None)
    )
