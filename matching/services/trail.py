"""What the audit trail keeps of decisions, and in whose trail it stands."""

from datetime import datetime

from accounts.models import User
from accounts.services import record_audit
from matching.choices import Verdict
from matching.models import Decision


def record_decision(decision: Decision, action: str, *, reason: str = "", by: User, at: datetime) -> None:
    """Write one entry per party's country, so that each sees an acceptance in its own trail; one at least.

    A dismissal is the secretariat's own: a party may not even see the other posting.
    """
    parties = (decision.offer.institution, decision.need.institution)
    accepted = decision.verdict == Verdict.ACCEPTED
    countries = {party.country for party in parties if accepted}
    for country in (countries - {None}) or {None}:
        record_audit(
            actor=by,
            action=action,
            subject=decision.reference,
            country=country,
            after={
                "offer": decision.offer.reference,
                "need": decision.need.reference,
                "score": decision.score,
            },
            reason=reason,
            at=at,
        )
