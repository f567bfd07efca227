"""What waits for the secretariat, needs before offers: they are the scarce side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter

from accounts.models import AuditEntry, User
from accounts.querysets import access_of
from jobs.core.days import day_of_record
from mail.models import OutgoingMail
from matching.models import Match
from matching.services import find_unintroduced
from needs.models import Need
from offers.models import Offer
from postings.choices import Status
from postings.models import Posting
from postings.querysets import PostingQuerySet
from secretariat.services.parked import find_parked_mail, find_parked_postings

# A posting that waits longer than this for its focal point is shown to the secretariat.
LONG_WAIT = timedelta(days=7)
TWINS: tuple[type[Posting], ...] = (Need, Offer)


class Queue(StrEnum):
    PUBLISH = "publish"
    CHANGED = "changed"
    WAITING = "waiting"
    # Sent for endorsement where nobody can endorse: the secretariat finds a focal point, or acts in place of one.
    STRANDED = "stranded"


@dataclass(frozen=True)
class Item:
    """One posting in a queue, and since when it waits."""

    model: type[Posting]
    reference: str
    since: datetime


@dataclass(frozen=True)
class Counts:
    publish: int
    changed: int
    waiting: int
    stranded: int
    suggestions: int
    introductions: int
    parked: int
    failing_mail: int


def count_queues(*, user: User, at: datetime) -> Counts:
    sizes = {queue: sum(_rows(model, queue, user, at).count() for model in TWINS) for queue in Queue}
    return Counts(
        publish=sizes[Queue.PUBLISH],
        changed=sizes[Queue.CHANGED],
        waiting=sizes[Queue.WAITING],
        stranded=sizes[Queue.STRANDED],
        suggestions=Match.objects.to_triage(user).good().count(),
        introductions=find_unintroduced().count(),
        parked=len(find_parked_postings()) + find_parked_mail().count(),
        failing_mail=OutgoingMail.objects.unsent().filter(attempts__gt=0).count(),
    )


def find_queue(queue: Queue, *, user: User, at: datetime) -> list[Item]:
    """Needs first, then offers; within each what waits longest."""
    items = []
    for model in TWINS:
        found = _rows(model, queue, user, at).values_list("reference", "updated_at")
        rows = [Item(model, reference, since) for reference, since in found]
        items += sorted(rows, key=attrgetter("since", "reference"))
    return items


def load_items(items: Iterable[Item]) -> list[Posting]:
    """Load the postings of one page, in the order of the items; the same queries for any number."""
    wanted = list(items)
    found: dict[str, Posting] = {}
    for model in TWINS:
        references = [item.reference for item in wanted if item.model is model]
        rows = model.objects.filter(reference__in=references).for_list()
        found |= {posting.reference: posting for posting in rows}
    return [found[item.reference] for item in wanted if item.reference in found]


def find_posting(user: User, reference: str) -> Posting | None:
    for model in TWINS:
        if reference.startswith(f"{model.reference_prefix}-"):
            return desk_rows(model, user).filter(reference=reference).for_list().first()
    return None


def desk_rows(model: type[Posting], user: User) -> PostingQuerySet:
    """What the staff may look at; drafts are their owner's until they are sent."""
    if access_of(user).is_administrator:
        return model.objects.exclude(status=Status.DRAFT)
    return model.objects.visible_to(user)


def _rows(model: type[Posting], queue: Queue, user: User, at: datetime) -> PostingQuerySet:
    rows = desk_rows(model, user)
    if queue is Queue.PUBLISH:
        return rows.filter(status=Status.ENDORSED)
    if queue is Queue.CHANGED:
        return rows.changed_since_review()
    stranded = rows.awaiting_endorser(on=day_of_record(at))
    if queue is Queue.STRANDED:
        return stranded
    late = rows.filter(status=Status.SUBMITTED, submitted_at__lt=at - LONG_WAIT)
    return late.exclude(pk__in=stranded.values("pk"))


def find_changes(posting: Posting) -> Sequence[AuditEntry]:
    """The edits since the secretariat last looked, newest first."""
    trail = AuditEntry.objects.filter(subject=posting.reference)
    looked = trail.filter(action__in=["posting.review", "posting.publish"])
    last = looked.order_by("-at", "-pk").first()
    edits = trail.filter(action__in=["posting.edit", "posting.translate"])
    if last is not None:
        edits = edits.filter(pk__gt=last.pk)
    return list(edits.select_related("actor").order_by("-at", "-pk"))
