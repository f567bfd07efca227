"""The one gate through which a posting changes its status."""

from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from accounts.querysets import access_of
from accounts.services import record_audit
from jobs.services import ring
from notices.services import notify
from postings.choices import Status
from postings.models import Posting
from postings.workflow import TRANSITIONS, Actor, Transition

AnyPosting = TypeVar("AnyPosting", bound=Posting)

VALIDITY = timedelta(days=365)
MOST_THEMES = 5


class TransitionNotAllowed(Exception):
    """The table has no such step from this status, or not for this person."""


class CommentRequired(TransitionNotAllowed):
    """The step needs a comment and none was given."""


class IncompletePosting(TransitionNotAllowed):
    """The posting may not leave its draft yet; `errors` says why, by field name."""

    def __init__(self, errors: dict[str, str | Promise]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


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
        posting.status in step.sources and bool(step.actors & actors) and not _is_barred(step, posting, user)
    )


def _is_barred(step: Transition, posting: Posting, user: User | AnonymousUser) -> bool:
    """Whether the person took the step that bars this one, since the posting was last submitted."""
    if not step.barred_after:
        return False
    last = posting.status_changes.filter(transition=step.barred_after).order_by("-at", "-pk").first()
    return last is not None and last.by_id == user.pk


def lock_posting(posting: AnyPosting) -> AnyPosting:
    """Fetch the row anew and hold it to the end of the transaction."""
    row = (
        type(posting)
        .objects.select_for_update(of=("self",))
        .select_related("institution__country")
        .get(pk=posting.pk)
    )
    return cast("AnyPosting", row)


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
    posting = lock_posting(posting)
    _require(posting, step, by, comment)
    if step.target in {Status.SUBMITTED, Status.PUBLISHED}:
        _require_complete(posting, on=at.date())
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
        before={"status": source},
        after={"status": posting.status, "revision": posting.revision},
        reason=comment,
        at=at,
    )
    _tell(posting, step, by=by, at=at)
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


def _require_complete(posting: Posting, *, on: date) -> None:
    errors: dict[str, str | Promise] = {}
    text = posting.original_text
    if text is None or not text.title.strip():
        errors["title"] = _("Give the posting a title.")
    if text is None or not text.summary.strip():
        errors["summary"] = _("Say in a few sentences what it is about.")
    if not 1 <= posting.themes.count() <= MOST_THEMES:
        errors["themes"] = _("Choose between one and five themes.")
    if not posting.role:
        errors["role"] = _("Choose a role.")
    if posting.expires_on is None:
        errors["expires_on"] = _("Say until when the posting is valid.")
    elif posting.status in {Status.DRAFT, Status.RETURNED, Status.EXPIRED} and posting.expires_on < on:
        errors["expires_on"] = _("Its last day of validity is past. Choose a later one.")
    if posting.unstored_input:
        errors |= dict.fromkeys(posting.unstored_input, _("Correct this entry."))
    if errors:
        raise IncompletePosting(errors)


def _write_step(posting: Posting, step: Transition, at: datetime) -> None:
    columns: dict[str, Any] = {"revision": posting.revision + 1, "updated_at": at}
    if step.target is not None:
        columns["status"] = step.target
    if step.target is Status.SUBMITTED:
        columns["submitted_at"] = at
    if step.target is Status.PUBLISHED:
        columns |= {
            "published_at": posting.published_at or at,
            "changed_since_review": False,
        }
    if step.name == "renew":
        columns["expires_on"] = max(posting.expires_on or at.date(), at.date()) + VALIDITY
    for name, value in columns.items():
        setattr(posting, name, value)
    posting.save(update_fields=list(columns))


def expire_postings(model: type[AnyPosting], *, on: date, at: datetime) -> int:
    """Expire what is past its day of validity; returns how many. A row that someone else moved meanwhile is left."""
    count = 0
    for posting in model.objects.due_to_expire(on):
        try:
            apply_transition(posting, "expire", by=None, at=at)
        except TransitionNotAllowed:
            continue
        count += 1
    return count


# After which step whom a notice reaches; the one who took the step is left out.
_AUDIENCE = {
    "submit": Actor.FOCAL_POINT,
    "resubmit": Actor.FOCAL_POINT,
    "endorse": Actor.SECRETARIAT,
    "publish": Actor.OWNER,
    "return": Actor.OWNER,
    "expire": Actor.OWNER,
}


def _tell(posting: Posting, step: Transition, *, by: User | None, at: datetime) -> None:
    audience = _AUDIENCE.get(step.name)
    if audience is None:
        return
    on = at.date()
    if audience is Actor.SECRETARIAT:
        people = User.objects.holding(Role.SECRETARIAT, on=on)
    elif audience is Actor.FOCAL_POINT:
        people = User.objects.focal_points_of(posting.institution, on=on)
    else:
        people = User.objects.writing_for(posting.institution, on=on)
    notify(
        recipients=[user for user in people if by is None or user.pk != by.pk],
        event=f"posting.{step.name}",
        template=f"postings/notices/{step.name}",
        params={"reference": posting.reference},
        target_name=f"{posting.url_namespace}:detail",
        target_args=[posting.reference],
        at=at,
    )
