"""What becomes of an accepted match when one of its postings is paused, ends or comes back.

Postings know nothing of matches, so the worker finds it: between the revision that it matched last and the present one
stand the steps that were taken. It is told in the transaction that records the new revision, hence once, and also when
the worker was dead while the step was taken.
"""

from datetime import datetime

from accounts.choices import Role
from accounts.models import User
from jobs.core.days import day_of_record
from matching.models import Decision
from matching.services.parties import people_of
from notices.services import notify
from postings.choices import Status
from postings.models import Posting

# Statuses that mean something to the other party; those on the way to publication do not.
_NEWS = frozenset(
    {
        Status.PUBLISHED,
        Status.PAUSED,
        Status.FULFILLED,
        Status.EXPIRED,
        Status.WITHDRAWN,
        Status.SUBMITTED,
    }
)


def tell_of_status(posting: Posting, *, since: int, at: datetime) -> None:
    """Tell both parties and the secretariat what became of the posting after revision `since`."""
    steps = list(posting.status_changes.filter(revision__gt=since).select_related("by"))
    if not steps or posting.status not in _NEWS or steps[0].source == posting.status:
        return
    decisions = Decision.objects.accepted().about(posting)
    for decision in decisions.select_related("offer__institution", "need__institution"):
        _tell(decision, posting, by=steps[-1].by, at=at)


def _tell(decision: Decision, posting: Posting, *, by: User | None, at: datetime) -> None:
    is_offer = posting.reference == decision.offer.reference
    staff = User.objects.holding(Role.SECRETARIAT, on=day_of_record(at))
    people = {*people_of(decision.offer, at=at), *people_of(decision.need, at=at), *staff}
    notify(
        recipients=people - {by},
        event="match.status",
        template="matching/notices/status",
        params={
            "reference": decision.reference,
            "posting": posting.reference,
            "other": (decision.need if is_offer else decision.offer).reference,
            "status": posting.status,
        },
        target_name="matching:match",
        target_args=[decision.reference],
        at=at,
    )
