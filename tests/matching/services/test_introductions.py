from datetime import timedelta
from itertools import product

import pytest

from accounts.models import AuditEntry
from directory.models import Institution
from matching.services import (
    NoSuchAcceptance,
    NotTheSecretariat,
    accept_match,
    dismiss_match,
    find_contact,
    find_unintroduced,
    record_introduction,
    undo_decision,
)
from needs.models import Need
from offers.models import Offer
from tests.factories_matching import make_match
from tests.factories_postings import NOW, make_secretary

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def decision(secretary):
    """Accepted, and neither party sees a contact of the other."""
    match = make_match()
    return accept_match(offer=match.offer, need=match.need, by=secretary, at=NOW)


def test_the_parties_to_put_in_touch_are_those_who_see_no_contact(decision):
    Offer.objects.update(contact_email="offer@example.org", contact_consent=True)
    asked, told = {}, {}
    for facts in product(
        ("", "person@example.org"), ("", "+509 5555"), (False, True), ("", "box@example.org")
    ):
        email, phone, consent, mailbox = facts
        Need.objects.update(contact_email=email, contact_phone=phone, contact_consent=consent)
        Institution.objects.filter(pk=decision.need.institution_id).update(contact_email=mailbox)
        told[facts] = not find_contact(Need.objects.get()).is_reachable
        asked[facts] = find_unintroduced().exists()
    assert asked == told
    assert sum(asked.values()) == 5


def test_an_introduction_is_noted_once_and_in_the_trail_of_both_countries(decision, secretary):
    assert list(find_unintroduced()) == [decision]
    for at in (NOW, LATER):
        noted = record_introduction(decision, by=secretary, at=at)
    assert (noted.introduced_at, noted.introduced_by) == (NOW, secretary)
    assert list(find_unintroduced()) == []
    trail = AuditEntry.objects.filter(action="decision.introduce", subject=decision.reference)
    assert sorted(trail.values_list("country__code", flat=True)) == ["CL", "HT"]


def test_only_the_secretariat_notes_an_introduction(decision):
    with pytest.raises(NotTheSecretariat):
        record_introduction(decision, by=decision.need.created_by, at=NOW)


def test_nobody_is_put_in_touch_over_a_match_that_is_not_accepted(decision, secretary):
    undo_decision(decision, by=secretary, at=NOW)
    dismissed = dismiss_match(offer=decision.offer, need=decision.need, reason="timing", by=secretary, at=NOW)
    assert list(find_unintroduced()) == []
    for row in (decision, dismissed):
        with pytest.raises(NoSuchAcceptance):
            record_introduction(row, by=secretary, at=NOW)


def test_a_pair_that_is_accepted_again_is_put_in_touch_again(decision, secretary):
    record_introduction(decision, by=secretary, at=NOW)
    undo_decision(decision, by=secretary, at=NOW)
    again = accept_match(offer=decision.offer, need=decision.need, by=secretary, at=LATER)
    assert list(find_unintroduced()) == [again]
