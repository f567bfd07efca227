"""The one gate through which a posting changes its status."""

from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from accounts.models import User
from accounts.querysets import access_of
from accounts.services import record_audit
from jobs.core.days import day_of_record, day_over_everywhere
from jobs.services import ring
from postings.choices import Status
from postings.models import Posting
from postings.services.completeness import find_errors, latest_day
from postings.services.refusals import CommentRequired, IncompletePosting, TransitionNotAllowed
from postings.services.telling import tell_of_step
from postings.workflow import TRANSITIONS, Actor, Transition

AnyPosting = TypeVar("AnyPosting", bound=Posting)

VALIDITY = timedelta(days=365)
# A posting is judged on its way into these; every other status takes it as it is.
_JUDGED = frozenset({Status.SUBMITTED, Status.PUBLISHED})


def acts_as(posting: Posting, user: User | AnonymousUser) -> frozenset[Actor]:
    """As whom the person may act on the posting; what the secretariat enters for a country it also owns as a draft."""
    access = access_of(user)
    actors = set()
    if access.may_write:
        if posting.institution_id in access.writer_institution_ids:
            actors.add(Actor.OWNER)
        if posting.institution_id in access.focal_institution_ids:
            actors.add(Actor.FOCAL_POINT)
        if access.is_secretariat:
            actors.add(Actor.SECRETARIAT)
            if posting.on_behalf and posting.status in {Status.DRAFT, Status.RETURNED}:
                actors.add(Actor.OWNER)
    return frozenset(actors)


def find_transitions(posting: Posting, user: User | AnonymousUser) -> list[Transition]:
    actors = acts_as(posting, user)
    return [step for step in TRANSITIONS.values() if _is_open(step, posting, user, actors)]


def _is_open(
    step: Transition,
    posting: Posting,
    user: User | AnonymousUser,
    actors: frozenset[Actor],
) -> bool:
    return (
        posting.status in step.sources
        and bool(step.actors & actors)
        and not _is_barred(step, posting, user)
        and not (step.needs_no_endorser and _has_endorser(posting))
    )


def _is_barred(step: Transition, posting: Posting, user: User | AnonymousUser) -> bool:
    """Whether the person took the step that bars this one, since the posting was last submitted."""
    if not step.barred_after:
        return False
    taken = posting.status_changes.filter(transition__in=step.barred_after)
    last = taken.order_by("-at", "-pk").first()
    return last is not None and last.by_id == user.pk


def _has_endorser(posting: Posting) -> bool:
    return not type(posting).objects.awaiting_endorser().filter(pk=posting.pk).exists()


def lock_posting(posting: AnyPosting, *, at: datetime) -> AnyPosting:
    """Fetch the row as it stands now and keep others from writing it until the transaction ends."""
    rows = type(posting).objects.select_for_update(of=("self",)).select_related("institution__country")
    return cast("AnyPosting", rows.with_endorser(on=day_of_record(at)).get(pk=posting.pk))


@transaction.atomic
def apply_transition(
    posting: AnyPosting,
    transition: str,
    *,
    by: User | None,
    at: datetime,
    comment: str = "",
) -> AnyPosting:
    """Take one step of the workflow: status, revision, status change, audit entry, notices; rings for matching.

    `by=None` is the system itself. Returns the locked, fresh row. Raises TransitionNotAllowed (also when the
    step was already taken), CommentRequired, IncompletePosting.
    """
    step = TRANSITIONS[transition]
    posting = lock_posting(posting, at=at)
    _require(posting, step, by, comment)
    _require_complete(posting, step, by, at)
    source = Status(posting.status)
    _write_step(posting, step, at)
    posting.status_changes.create(
        transition=step.name,
        source=source,
        target=posting.status,
        by=by,
        at=at,
        comment=comment,
        revision=posting.revision,
    )
    record_audit(
        actor=by,
        action=f"posting.{step.name}",
        subject=posting.reference,
        country=posting.institution.country,
        before={"status": source, "revision": posting.revision - 1},
        after={"status": posting.status, "revision": posting.revision},
        reason=comment,
        at=at,
    )
    tell_of_step(posting, step, by=by, at=at)
    ring("postings.revised")
    return posting


def _require(posting: Posting, step: Transition, by: User | None, comment: str) -> None:
    actors = frozenset({Actor.SYSTEM}) if by is None else acts_as(posting, by)
    if by is None:
        allowed = posting.status in step.sources and Actor.SYSTEM in step.actors
    else:
        allowed = _is_open(step, posting, by, actors)
    if not allowed:
        raise TransitionNotAllowed(f"{step.name} from {posting.status}")
    if step.needs_comment and not comment.strip():
        raise CommentRequired(step.name)


def _require_complete(posting: Posting, step: Transition, by: User | None, at: datetime) -> None:
    """Judge people's steps only: what the system takes back for a new endorsement may well be unfinished."""
    if by is None or step.target is None or step.target not in _JUDGED:
        return
    if errors := find_errors(posting, target=step.target, at=at):
        raise IncompletePosting(errors)


def _write_step(posting: Posting, step: Transition, at: datetime) -> None:
    columns: dict[str, Any] = {"revision": posting.revision + 1, "updated_at": at}
    if step.target is not None:
        columns["status"] = step.target
    if step.target is Status.SUBMITTED:
        columns["submitted_at"] = at
    if step.target is Status.PUBLISHED:
        columns["published_at"] = posting.published_at or at
    if step.name == "publish":
        columns["changed_since_review"] = False
    if step.name == "renew":
        columns["expires_on"] = _renewed(posting, at)
    for name, value in columns.items():
        setattr(posting, name, value)
    posting.save(update_fields=list(columns))


def _renewed(posting: Posting, at: datetime) -> date:
    """Twelve months from today; what is valid for longer stays so, within what is possible."""
    today = day_over_everywhere(at)
    return min(max(posting.expires_on or today, today + VALIDITY), latest_day(today))
