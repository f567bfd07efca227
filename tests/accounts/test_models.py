from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import AuditEntry, User
from accounts.services import record_audit
from tests.factories import LONG_AGO, NOW, make_membership, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("email", ["Owner@example.org", "OWNER@EXAMPLE.ORG"])
def test_no_two_accounts_differ_only_by_case(owner, email):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=email, full_name="Twin")


def test_nobody_holds_the_same_role_twice_at_once(owner, home):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(owner, home)


def test_a_role_may_be_held_again_after_it_ended(home):
    user = make_user()
    make_membership(user, home, until=LONG_AGO + timedelta(days=1))
    make_membership(user, home)
    assert user.memberships.open().count() == 1


def test_a_membership_cannot_end_before_it_begins(home):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(make_user(), home, until=LONG_AGO - timedelta(days=1))


def test_an_audit_entry_can_be_neither_changed_nor_deleted(owner):
    entry = record_audit(actor=owner, action="test", subject="X", at=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(subject="Y")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()
    assert AuditEntry.objects.get().subject == "X"


def test_the_changes_of_an_entry_stand_side_by_side():
    entry = AuditEntry(before={"status": "draft", "old": 1}, after={"status": "submitted", "new": 2})
    assert entry.changes == [("status", "draft", "submitted"), ("old", 1, None), ("new", None, 2)]


def test_a_page_tells_changes_by_the_labels_of_fields():
    entry = AuditEntry(
        before={"themes": ["ports", "energy"], "title.fr": None, "contact_consent": True},
        after={"themes": [], "title.fr": "Ports", "contact_consent": False},
    )
    assert entry.labelled_changes == [
        ("Themes", "ports, energy", ""),
        ("Title (French)", "", "Ports"),
        ("The contact person agrees to be shown to the other party after a match is accepted", "Yes", "No"),
    ]
