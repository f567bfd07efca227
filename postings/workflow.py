"""The one table of what may happen to a posting, to whom it is open, and who acts next.

Buttons, permissions, the API and the tests read it; the gate `postings.services.apply_transition` enforces it.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from postings.choices import Status


class Actor(StrEnum):
    """As whom a person, or the system itself, acts on one posting."""

    OWNER = "owner"  # an official or focal point of the posting's institution
    FOCAL_POINT = "focal_point"  # endorses for the country, or for an institution without one
    SECRETARIAT = "secretariat"
    SYSTEM = "system"


@dataclass(frozen=True)
class Transition:
    name: str
    sources: frozenset[Status]
    target: Status | None  # None: the status stays as it is
    actors: frozenset[Actor]
    label: str | Promise
    # What histories and messages say once the step was taken.
    done: str | Promise
    # What the comment has to say, where the step needs one.
    comment_asked: str | Promise = ""
    # Nobody both endorses and publishes the same posting.
    barred_after: tuple[str, ...] = ()
    # Open only where no focal point can take the step that it stands for.
    needs_no_endorser: bool = False

    @property
    def needs_comment(self) -> bool:
        return bool(self.comment_asked)


def _transition(
    name: str,
    sources: set[Status],
    target: Status | None,
    actors: set[Actor],
    label: str | Promise,
    *,
    done: str | Promise,
    comment_asked: str | Promise = "",
    barred_after: tuple[str, ...] = (),
    needs_no_endorser: bool = False,
) -> Transition:
    return Transition(
        name,
        frozenset(sources),
        target,
        frozenset(actors),
        label,
        done,
        comment_asked,
        barred_after,
        needs_no_endorser,
    )


ENDORSING = ("endorse", "stand_in")
_OWNER_SIDE = {Actor.OWNER, Actor.FOCAL_POINT, Actor.SECRETARIAT}

TRANSITIONS: dict[str, Transition] = {
    transition.name: transition
    for transition in (
        _transition(
            "submit",
            {Status.DRAFT, Status.RETURNED, Status.EXPIRED},
            Status.SUBMITTED,
            {Actor.OWNER, Actor.SECRETARIAT},
            _("Send for endorsement"),
            done=pgettext_lazy("a step that was taken", "Sent for endorsement"),
        ),
        _transition(
            "endorse",
            {Status.SUBMITTED},
            Status.ENDORSED,
            {Actor.FOCAL_POINT},
            _("Endorse"),
            done=pgettext_lazy("a step that was taken", "Endorsed"),
        ),
        _transition(
            "stand_in",
            {Status.SUBMITTED},
            Status.ENDORSED,
            {Actor.SECRETARIAT},
            _("Endorse in place of a focal point"),
            done=pgettext_lazy("a step that was taken", "Endorsed in place of a focal point"),
            comment_asked=_("Say in a comment who in the country agreed, and how."),
            needs_no_endorser=True,
        ),
        _transition(
            "publish",
            {Status.ENDORSED},
            Status.PUBLISHED,
            {Actor.SECRETARIAT},
            _("Publish"),
            done=pgettext_lazy("a step that was taken", "Published"),
            barred_after=ENDORSING,
        ),
        _transition(
            "return",
            {Status.SUBMITTED, Status.ENDORSED},
            Status.RETURNED,
            {Actor.FOCAL_POINT, Actor.SECRETARIAT},
            _("Return with a comment"),
            done=pgettext_lazy("a step that was taken", "Returned with a comment"),
            comment_asked=_("Say in a comment what should change."),
        ),
        _transition(
            "pause",
            {Status.PUBLISHED},
            Status.PAUSED,
            _OWNER_SIDE,
            _("Pause"),
            done=pgettext_lazy("a step that was taken", "Paused"),
        ),
        _transition(
            "resume",
            {Status.PAUSED},
            Status.PUBLISHED,
            _OWNER_SIDE,
            _("Resume"),
            done=pgettext_lazy("a step that was taken", "Resumed"),
        ),
        _transition(
            "fulfil",
            {Status.PUBLISHED, Status.PAUSED},
            Status.FULFILLED,
            {Actor.OWNER, Actor.SECRETARIAT},
            _("Mark as fulfilled"),
            done=pgettext_lazy("a step that was taken", "Marked as fulfilled"),
        ),
        _transition(
            "renew",
            {Status.PUBLISHED, Status.PAUSED},
            None,
            _OWNER_SIDE,
            _("Renew for twelve months"),
            done=pgettext_lazy("a step that was taken", "Renewed for twelve months"),
        ),
        _transition(
            "expire",
            {Status.PUBLISHED, Status.PAUSED},
            Status.EXPIRED,
            {Actor.SYSTEM},
            _("Expire"),
            done=pgettext_lazy("a step that was taken", "Expired"),
        ),
        _transition(
            "withdraw",
            {
                Status.DRAFT,
                Status.SUBMITTED,
                Status.RETURNED,
                Status.ENDORSED,
                Status.PUBLISHED,
                Status.PAUSED,
            },
            Status.WITHDRAWN,
            _OWNER_SIDE,
            _("Withdraw"),
            done=pgettext_lazy("a step that was taken", "Withdrawn"),
        ),
        # What changes after the endorsement and before publication needs a new one; later, only a change of
        # who may see it, whose it is or its role does.
        _transition(
            "resubmit",
            {Status.ENDORSED, Status.PUBLISHED, Status.PAUSED},
            Status.SUBMITTED,
            {Actor.SYSTEM},
            _("Back to endorsement after a change"),
            done=pgettext_lazy("a step that was taken", "Sent back to endorsement after a change"),
        ),
    )
}

# Who has the ball: the actor whose step is next, by status; statuses left out wait for nobody.
BALL: dict[Status, Actor] = {
    Status.DRAFT: Actor.OWNER,
    Status.RETURNED: Actor.OWNER,
    Status.SUBMITTED: Actor.FOCAL_POINT,
    Status.ENDORSED: Actor.SECRETARIAT,
}

EDITABLE = frozenset(
    {
        Status.DRAFT,
        Status.RETURNED,
        Status.SUBMITTED,
        Status.ENDORSED,
        Status.PUBLISHED,
        Status.PAUSED,
        # To be sent again it needs a later day of validity.
        Status.EXPIRED,
    }
)
LIVE = frozenset({Status.PUBLISHED})
# Statuses whose validity runs.
EXPIRING = frozenset({Status.PUBLISHED, Status.PAUSED})
# Statuses in which others than the owner's side may see a posting at all.
SHOWN = frozenset({Status.PUBLISHED, Status.PAUSED, Status.FULFILLED, Status.EXPIRED})
