"""Demonstration data: only into an empty database, relative to the day, and through the steps of real postings."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Membership, User
from cooperanet.demo import PASSWORD, NotEmpty, load_demo, sign_ins
from directory.models import Institution
from directory.services import load_reference
from mail.models import OutgoingMail
from needs.models import Need
from notices.models import Notice
from offers.models import Offer
from workplans.services import load_plans

PROJECT = Path(__file__).resolve().parents[2]
REFERENCE = PROJECT / "fixtures" / "reference"
DEMO = PROJECT / "fixtures" / "demo"
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
STATUSES = ("draft", "submitted", "endorsed", "published", "paused", "fulfilled")


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reference(django_db_setup, django_db_blocker):
    """Loaded once for all tests here, each of which takes back what it adds."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference(folder=REFERENCE, at=AT)
        load_plans(folder=REFERENCE / "plans", at=AT)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def few(tmp_path):
    """One offer in each status and one need: enough to see what the loader does."""
    offer = json.loads((DEMO / "offers-01.json").read_text(encoding="utf-8"))[0]
    need = json.loads((DEMO / "needs-01.json").read_text(encoding="utf-8"))[0]
    rows = [
        {**offer, "status": status, "age_days": 20 + 10 * number} for number, status in enumerate(STATUSES)
    ]
    (tmp_path / "offers-1.json").write_text(json.dumps(rows), encoding="utf-8")
    (tmp_path / "needs-1.json").write_text(json.dumps([need]), encoding="utf-8")
    return tmp_path


def test_every_status_is_reached_step_by_step_on_days_relative_to_the_loading(reference, few):
    assert load_demo(folder=few, at=AT)["offers"] == len(STATUSES)
    offers = Offer.objects.order_by("pk")
    assert [offer.status for offer in offers] == list(STATUSES)
    published = offers.get(status="published")
    assert published.published_at == AT - timedelta(days=50)
    steps = [(change.transition, change.at) for change in published.status_changes.order_by("at")]
    assert steps == [
        ("submit", AT - timedelta(days=56)),
        ("endorse", AT - timedelta(days=53)),
        ("publish", AT - timedelta(days=50)),
    ]
    assert all(offer.expires_on > AT.date() for offer in offers)


def test_one_person_per_role_and_one_official_of_a_provider_can_sign_in_and_nobody_else(reference, few):
    load_demo(folder=few, at=AT)
    people = sign_ins()
    held = [Membership.objects.get(user__email=person.email) for person in people]
    assert [(row.role, row.institution.country and row.institution.country.code) for row in held] == [
        ("official", "HT"),
        ("focal_point", "HT"),
        ("reader", "HT"),
        ("secretariat", None),
        ("administrator", None),
        ("official", "PA"),
    ]
    assert [person.role for person in people][-1] == "Official (PA)"
    assert all(User.objects.get(email=person.email).check_password(PASSWORD) for person in people)
    others = User.objects.exclude(email__in=[person.email for person in people])
    assert {user.has_usable_password() for user in others} == {False}
    assert set(User.objects.values_list("is_demo", flat=True)) == {True}


def test_nobody_outside_is_written_to_and_only_the_last_days_are_news(reference, few):
    load_demo(folder=few, at=AT)
    assert OutgoingMail.objects.count() == 0
    unread = Notice.objects.filter(read_at=None)
    assert [notice for notice in unread if notice.created_at < AT - timedelta(days=10)] == []


def test_every_institution_has_a_mailbox_that_reaches_nobody(reference, few):
    Institution.objects.filter(code="pa-mire").update(contact_email="kept@example.org")
    load_demo(folder=few, at=AT)
    mailboxes = dict(Institution.objects.values_list("code", "contact_email"))
    assert mailboxes.pop("pa-mire") == "kept@example.org"
    assert {code: f"{code}@demo.cooperanet.example" for code in mailboxes} == mailboxes


@pytest.mark.parametrize("what", ["person", "posting"])
def test_demonstration_data_never_mix_with_other_data(reference, few, what):
    load_demo(folder=few, at=AT)
    if what == "person":
        Offer.objects.all().delete()
        Need.objects.all().delete()
    before = User.objects.count(), Offer.objects.count()
    with pytest.raises(NotEmpty):
        load_demo(folder=few, at=AT)
    with pytest.raises(CommandError, match="never mix"):
        call_command("load_demo", folder=few)
    call_command("load_demo", folder=few, if_empty=True)
    assert (User.objects.count(), Offer.objects.count()) == before


def test_a_file_with_an_unknown_institution_loads_nothing(reference, few):
    rows = json.loads((few / "needs-1.json").read_text(encoding="utf-8"))
    (few / "needs-2.json").write_text(json.dumps([{**rows[0], "institution": "nowhere"}]), encoding="utf-8")
    with pytest.raises(KeyError, match="nowhere"):
        load_demo(folder=few, at=AT)
    assert (User.objects.count(), Offer.objects.count(), Need.objects.count()) == (0, 0, 0)
