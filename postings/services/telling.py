"""Whom a step of the workflow is told to."""

from collections.abc import Iterable
from datetime import date, datetime

from accounts.choices import Role
from accounts.models import User
from jobs.core.days import day_of_record
from notices.services import notify
from postings.models import Posting
from postings.workflow import Actor, Transition

# After which step whom a notice reaches, and by which template; the one who took the step is left out.
_TOLD: dict[str, tuple[Actor, str]] = {
    "submit": (Actor.FOCAL_POINT, "submit"),
    "resubmit": (Actor.FOCAL_POINT, "resubmit"),
    "endorse": (Actor.SECRETARIAT, "endorse"),
    "stand_in": (Actor.SECRETARIAT, "endorse"),
    "publish": (Actor.OWNER, "publish"),
    "return": (Actor.OWNER, "return"),
    "expire": (Actor.OWNER, "expire"),
}


def tell_of_step(posting: Posting, step: Transition, *, by: User | None, at: datetime) -> None:
    """Where no focal point can endorse, the secretariat is told so instead."""
    if step.name not in _TOLD:
        return
    audience, template = _TOLD[step.name]
    on = day_of_record(at)
    people = _people(posting, audience, on)
    if audience is Actor.FOCAL_POINT and not people:
        people, template = _people(posting, Actor.SECRETARIAT, on), "nobody_endorses"
    _tell(
        [user for user in people if by is None or user.pk != by.pk],
        posting,
        event=f"posting.{step.name}",
        template=template,
        at=at,
    )


def remind_owner(posting: Posting, *, at: datetime) -> None:
    people = _people(posting, Actor.OWNER, day_of_record(at))
    _tell(people, posting, event="posting.remind", template="remind", at=at, day=str(posting.expires_on))


def _tell(
    people: Iterable[User], posting: Posting, *, event: str, template: str, at: datetime, **params: str
) -> None:
    notify(
        recipients=people,
        event=event,
        template=f"postings/notices/{template}",
        params={"reference": posting.reference, **params},
        target_name=f"{posting.url_namespace}:detail",
        target_args=[posting.reference],
        at=at,
    )


def _people(posting: Posting, audience: Actor, on: date) -> set[User]:
    """Who entered a posting for a country is told with its owner; where nobody writes for it, the focal point is."""
    if audience is Actor.SECRETARIAT:
        return set(User.objects.holding(Role.SECRETARIAT, on=on))
    focal_points = User.objects.focal_points_of(posting.institution, on=on)
    if audience is Actor.FOCAL_POINT:
        return set(focal_points)
    writers = set(User.objects.writing_for(posting.institution, on=on)) or set(focal_points)
    return writers | {posting.created_by} if posting.on_behalf else writers
