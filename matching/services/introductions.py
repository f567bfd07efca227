"""Accepted matches in which a party sees no contact of the other: the secretariat puts the two in touch by hand."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.querysets import access_of
from matching.models import Decision
from matching.querysets import DecisionQuerySet
from matching.services.contacts import without_contact
from matching.services.decisions import NotTheSecretariat
from matching.services.trail import record_decision


class NoSuchAcceptance(Exception):
    """The match is not accepted, or its acceptance was taken back."""


def find_unintroduced() -> DecisionQuerySet:
    accepted = Decision.objects.accepted().filter(introduced_at=None)
    return accepted.filter(without_contact("offer") | without_contact("need"))


@transaction.atomic
def record_introduction(decision: Decision, *, by: User, at: datetime) -> Decision:
    """Note that the parties are in touch; twice is once. Raises NotTheSecretariat, NoSuchAcceptance."""
    if not access_of(by).is_secretariat:
        raise NotTheSecretariat
    standing = Decision.objects.accepted().select_for_update(of=("self",)).filter(pk=decision.pk)
    found = standing.select_related("offer__institution__country", "need__institution__country").first()
    if found is None:
        raise NoSuchAcceptance(decision.reference)
    if found.introduced_at is None:
        found.introduced_at, found.introduced_by = at, by
        found.save(update_fields=["introduced_at", "introduced_by"])
        record_decision(found, "decision.introduce", by=by, at=at)
    return found
