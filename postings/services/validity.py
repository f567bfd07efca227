"""The end of a posting's validity: renewed, reminded of, expired."""

from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from jobs.core.days import day_over_everywhere
from postings.models import Posting
from postings.services.refusals import TransitionNotAllowed
from postings.services.telling import remind_owner
from postings.services.transitions import apply_transition

AnyPosting = TypeVar("AnyPosting", bound=Posting)


def watch_validity(model: type[AnyPosting], *, at: datetime) -> None:
    """Expire what is past its day everywhere, and remind the owners of what soon will be."""
    expire_postings(model, at=at)
    remind_owners(model, at=at)


def expire_postings(model: type[AnyPosting], *, at: datetime) -> int:
    """Say how many expired. A row that someone else moved meanwhile is left."""
    count = 0
    for posting in model.objects.due_to_expire(day_over_everywhere(at)):
        try:
            apply_transition(posting, "expire", by=None, at=at)
        except TransitionNotAllowed:
            continue
        count += 1
    return count


def remind_owners(model: type[AnyPosting], *, at: datetime) -> int:
    """Remind of each of REMINDER_DAYS once; one that was missed is sent later, two that were missed as one."""
    on = day_over_everywhere(at)
    due = model.objects.due_to_remind(on).values_list("pk", flat=True)
    return sum(_remind(model, pk, on=on, at=at) for pk in list(due))


@transaction.atomic
def _remind(model: type[AnyPosting], pk: int, *, on: date, at: datetime) -> bool:
    """Asked again under the lock: of two workers, or after a renewal, only one reminder goes out or none."""
    posting = model.objects.due_to_remind(on).select_for_update().filter(pk=pk).first()
    if posting is None:
        return False
    posting.reminded_on = on
    posting.save(update_fields=["reminded_on"])
    remind_owner(posting, at=at)
    return True
