import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from kombu.pools import producers

from jobs.core.request_ids import (
    current_request_id,
    reset_request_id,
    set_request_id,
)
from jobs.models import DueWork, SweepMark
from jobs.querysets import DueWorkQuerySet

__all__ = [
    "current_request_id",
    "reset_request_id",
    "set_request_id",
]

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
# Wait after the first, second, ... failed attempt.
BACK_OFF = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=3),
)
BEAT = "beat"
# Beat has a mark made every minute; a worker may be busy for some of them.
SILENCE = timedelta(minutes=5)
WORKER_LOST = "The worker was lost while it did this work."
LONGEST_ERROR = 2_000

# Two tries of a second each: a frozen broker must not hold a request for longer than that.
BELL_OPTIONS = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
# After a failure this process does not try the bell again for a while; the sweepers do the work.
QUIET_SECONDS = 5.0
_quiet_until = 0.0

Row = TypeVar("Row", bound=DueWork)


class UnknownTopicError(LookupError):
    """No task answers this topic."""


class NotParkedError(ValueError):
    """The row is not parked, so there is nothing to retry."""


def claim(queryset: DueWorkQuerySet[Row], *, at: datetime, limit: int, lease: timedelta) -> list[Row]:
    """Lease up to `limit` due rows and count the attempt.

    Rows that another worker holds are skipped. A row whose worker died five times is parked
    here, since nobody was left to record its failure.
    """
    with transaction.atomic():
        rows = list(queryset.due(at).select_for_update(skip_locked=True, of=("self",))[:limit])
        spent = [row for row in rows if row.attempts >= MAX_ATTEMPTS]
        for row in spent:
            row.parked_at = at
            row.leased_until = None
            row.last_error = row.last_error or WORKER_LOST
        claimed = [row for row in rows if row.attempts < MAX_ATTEMPTS]
        for row in claimed:
            row.attempts += 1
            row.leased_until = at + lease
        if rows:
            queryset.model._default_manager.bulk_update(
                rows, ["attempts", "leased_until", "parked_at", "last_error"]
            )
    return claimed


def record_failure(row: DueWork, *, at: datetime, error: str) -> None:
    """Free the row for a later attempt, or park it once the attempts are used up."""
    row.leased_until = None
    row.last_error = error[:LONGEST_ERROR]
    if row.attempts >= MAX_ATTEMPTS:
        row.parked_at = at
    else:
        row.run_after = at + BACK_OFF[max(row.attempts, 1) - 1]
    row.save(update_fields=["leased_until", "last_error", "parked_at", "run_after"])


def record_success(row: DueWork) -> None:
    """Forget attempts and errors, for rows that stay and fall due again."""
    row.attempts = 0
    row.leased_until = row.run_after = row.parked_at = None
    row.last_error = ""
    row.save(
        update_fields=[
            "attempts",
            "leased_until",
            "run_after",
            "parked_at",
            "last_error",
        ]
    )


def postpone(rows: Iterable[DueWork], *, until: datetime, error: str) -> None:
    """Give claimed rows back without counting the attempt: the fault was not theirs."""
    for row in rows:
        row.attempts = max(row.attempts - 1, 0)
        row.leased_until = None
        row.run_after = until
        row.last_error = error[:LONGEST_ERROR]
        row.save(update_fields=["attempts", "leased_until", "run_after", "last_error"])


def retry_parked(row: Row, *, at: datetime) -> Row:
    """Put a parked row back to work, with all its attempts."""
    with transaction.atomic():
        locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if locked.parked_at is None:
            raise NotParkedError
        locked.parked_at = locked.leased_until = None
        locked.attempts = 0
        locked.run_after = at
        locked.save(update_fields=["parked_at", "leased_until", "attempts", "run_after"])
    return locked


def mark_beat(*, at: datetime) -> None:
    """Note that beat sends and a worker answers; also done before they start, so that they have to follow."""
    SweepMark.objects.update_or_create(name=BEAT, defaults={"last_run": at})


def is_beat_silent(*, at: datetime) -> bool:
    """Whether beat, or every worker, has stopped: the bell may still ring, but nothing expires or is retried."""
    return SweepMark.objects.filter(name=BEAT, last_run__lt=at - SILENCE).exists()


def ring(topic: str) -> None:
    """Announce due work once it is committed, and once per transaction; only ever shortens the wait for the sweeper."""
    tasks: dict[str, tuple[str, ...]] = current_app.conf.ring_topics
    if topic not in tasks:
        raise UnknownTopicError(topic)
    bell = _Bell(tasks[topic], current_request_id())
    if not _will_ring(bell):
        transaction.on_commit(bell)


@dataclass(frozen=True, slots=True)
class _Bell:
    tasks: tuple[str, ...]
    request_id: str

    def __call__(self) -> None:
        global _quiet_until  # noqa: PLW0603 (one fact per process: when the bell may be tried again)
        if time.monotonic() < _quiet_until:
            return
        bell = current_app.connection_for_write(
            transport_options={**current_app.conf.broker_transport_options, **BELL_OPTIONS}
        )
        try:
            with producers[bell].acquire(block=True, timeout=1) as producer:
                for task in self.tasks:
                    current_app.send_task(
                        task,
                        kwargs={"request_id": self.request_id},
                        producer=producer,
                        retry=False,
                        ignore_result=True,
                    )
        except (OperationalError, OSError) as error:
            _quiet_until = time.monotonic() + QUIET_SECONDS
            logger.warning("broker unreachable, the sweeper takes over: %s", error)


def _will_ring(bell: _Bell) -> bool:
    """Whether the transaction rings it already.

    What was undone is not waiting any more, and what may still be undone would take the caller along.
    """
    return any(
        waiting == bell for _savepoints, waiting, _is_robust in transaction.get_connection().run_on_commit
    )
