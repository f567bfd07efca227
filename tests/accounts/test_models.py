from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

from accounts.choices import ACTION_LABELS
from accounts.models import AuditEntry, Invitation, Membership, User
from accounts.services import record_audit
from directory.models import GroupMembership, Institution
from matching.models import Decision
from needs.models import Need
from offers.models import Offer
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


# By area of actions: the models whose coded columns its entries carry.
CODED = {
    "country": (),
    "decision": (Decision,),
    "institution": (Institution,),
    "invitation": (Invitation,),
    "membership": (GroupMembership, Membership),
    "posting": (Need, Offer),
    "token": (Membership,),
}
# Their entries carry names, counts and addresses only.
UNCODED = {"concept", "matching", "account", "plan", "reference", "word", "work"}


def coded_values():
    for area, models in CODED.items():
        for model in models:
            for field in model._meta.concrete_fields:
                for code, label in getattr(field, "base_field", field).flatchoices:
                    yield area, field.name, code, label


def test_every_coded_value_in_the_trail_has_its_label_in_every_language():
    assert {action.partition(".")[0] for action in ACTION_LABELS} == {*CODED, *UNCODED}
    for language in ("en", "es", "fr", "pt-br"):
        with translation.override(language):
            shown = [
                AuditEntry(action=f"{area}.edit", after={name: code}).labelled_changes[0][2]
                for area, name, code, _label in coded_values()
            ]
            assert shown == [str(label) if code else "" for _area, _name, code, label in coded_values()]


def test_a_status_a_side_and_a_coded_reason_are_told_in_words():
    published = AuditEntry(
        action="posting.publish", before={"status": "endorsed"}, after={"status": "published"}
    )
    moved = AuditEntry(action="country.side", before={"side": "south"}, after={"side": "north"})
    dismissed = AuditEntry(action="decision.dismissed", reason="timing")
    assert published.labelled_changes == [("Status", "Endorsed, awaiting publication", "Published")]
    assert moved.labelled_changes == [("Side", "South", "North")]
    assert dismissed.labelled_reason == "The dates do not fit"
    assert AuditEntry(action="posting.return", reason="Add figures").labelled_reason == "Add figures"


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
