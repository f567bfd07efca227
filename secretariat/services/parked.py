"""Work that failed five times: it waits for a person, who looks at the error and sends it again."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.services import record_audit
from jobs.services import retry_parked, ring
from mail.models import OutgoingMail
from matching.models import NeedState, OfferState
from matching.services import retry_parked_postings


def find_parked_postings() -> list[Any]:
    """States of needs, then of offers, each with its posting."""
    parked: list[QuerySet[Any]] = [NeedState.objects.parked(), OfferState.objects.parked()]
    return [row for rows in parked for row in rows.select_related("posting").order_by("parked_at")]


def find_parked_mail() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.unsent().parked().order_by("parked_at")


@transaction.atomic
def retry_parked_work(*, by: User, at: datetime) -> int:
    """Put all parked work back, with all its attempts; returns how much. Twice is once."""
    mails = list(find_parked_mail().select_for_update())
    for mail in mails:
        retry_parked(mail, at=at)
    postings = retry_parked_postings(at=at)
    if mails:
        ring("mail.queued")
    if mails or postings:
        record_audit(
            actor=by,
            action="work.retry",
            subject="parked",
            after={"mails": len(mails), "postings": postings},
            at=at,
        )
    return len(mails) + postings
