"""Expiry and the reminders before it, as the beat finds them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cooperanet.celery import app
from mail.models import OutgoingMail
from notices.models import Notice
from notices.services import render_notice
from postings.choices import REMINDER_DAYS, Status
from postings.services import apply_transition, expire_postings, remind_owners, watch_validity
from tests.factories_postings import NOW, make_authority, make_offer, make_person, publish

pytestmark = pytest.mark.django_db

ENTRIES = {
    "offers": "watch the validity of offers",
    "needs": "watch the validity of needs",
}
LAST_DAY = NOW.date() + timedelta(days=100)


@pytest.fixture
def posting(people, make):
    posting = publish(make(by=people.owner, expires_on=LAST_DAY))
    Notice.objects.all().delete()
    OutgoingMail.objects.all().delete()
    return posting


def before_end(days, hour=12):
    """A moment on the day so many days before the last one."""
    return NOW.replace(hour=hour) + timedelta(days=100 - days)


def reminders(posting):
    return Notice.objects.filter(event="posting.remind", params__reference=posting.reference)


def rounds(posting):
    """How many times the owner was reminded."""
    return reminders(posting).filter(recipient=posting.created_by).count()


def task_of_beat(twin):
    app.finalize()
    app.loader.import_default_modules()
    return app.tasks[app.conf.beat_schedule[ENTRIES[twin]]["task"]]


def test_the_task_of_beat_expires_what_is_over_and_reminds_of_what_soon_will_be(people, make, twin):
    now = timezone.now()
    ago = now - timedelta(days=60)
    over = publish(make(by=people.owner, at=ago, expires_on=(now - timedelta(days=2)).date()), at=ago)
    soon = publish(make(by=people.owner, at=ago, expires_on=(now + timedelta(days=5)).date()), at=ago)
    task_of_beat(twin).run()
    over.refresh_from_db()
    soon.refresh_from_db()
    assert (over.status, soon.status) == (Status.EXPIRED, Status.PUBLISHED)
    assert (rounds(over), rounds(soon)) == (0, 1)


@pytest.mark.parametrize(("hour", "status"), [(9, Status.PUBLISHED), (10, Status.EXPIRED)])
def test_a_posting_expires_when_its_day_is_over_everywhere(posting, hour, status):
    expire_postings(type(posting), at=before_end(-1, hour))
    posting.refresh_from_db()
    assert posting.status == status


def test_a_paused_posting_expires_as_well(posting, people):
    apply_transition(posting, "pause", by=people.owner, at=NOW)
    assert expire_postings(type(posting), at=before_end(-2)) == 1
    assert expire_postings(type(posting), at=before_end(-2)) == 0


def test_the_owner_is_reminded_on_each_day_once_however_often_beat_comes(posting):
    told = []
    for days in (60, 31, 30, 30, 29, 8, 7, 7, 1, 0):
        watch_validity(type(posting), at=before_end(days))
        told.append((days, rounds(posting)))
    assert told == [
        (60, 0),
        (31, 0),
        (30, 1),
        (30, 1),
        (29, 1),
        (8, 1),
        (7, 2),
        (7, 2),
        (1, 2),
        (0, 2),
    ]
    assert REMINDER_DAYS == (30, 7)


def test_a_reminder_that_was_missed_is_sent_later_and_two_as_one(posting):
    remind_owners(type(posting), at=before_end(26))
    assert rounds(posting) == 1
    other = type(posting).objects.get(pk=posting.pk)
    other.reminded_on = None
    other.save(update_fields=["reminded_on"])
    remind_owners(type(posting), at=before_end(3))
    remind_owners(type(posting), at=before_end(2))
    assert rounds(posting) == 2


def test_a_reminder_goes_by_mail_as_well_and_names_the_day(posting, people):
    remind_owners(type(posting), at=before_end(30))
    people_told = {people.owner.email, people.colleague.email, people.focal.email}
    assert people_told <= set(OutgoingMail.objects.values_list("to_address", flat=True))
    (mail,) = OutgoingMail.objects.filter(to_address=people.owner.email)
    assert mail.subject == f"Your posting {posting.reference} is valid until Feb. 28, 2027"
    assert "is valid until Feb. 28, 2027." in render_notice(reminders(posting)[0])


def test_a_renewal_begins_the_reminders_anew(posting, people):
    remind_owners(type(posting), at=before_end(5))
    posting = apply_transition(posting, "renew", by=people.owner, at=before_end(5))
    remind_owners(type(posting), at=before_end(4))
    assert rounds(posting) == 1
    remind_owners(type(posting), at=before_end(5) + timedelta(days=335))
    assert rounds(posting) == 2


def test_what_is_published_for_a_few_days_only_is_not_reminded_of_at_once(people, make):
    posting = publish(make(by=people.owner, expires_on=NOW.date() + timedelta(days=20)))
    remind_owners(type(posting), at=NOW)
    assert rounds(posting) == 0
    remind_owners(type(posting), at=NOW + timedelta(days=13))
    assert rounds(posting) == 1


@pytest.mark.parametrize("step", ["withdraw", "fulfil"])
def test_nobody_is_reminded_of_what_has_ended(posting, people, step):
    apply_transition(posting, step, by=people.owner, at=NOW)
    assert remind_owners(type(posting), at=before_end(7)) == 0


def test_a_reminder_leaves_the_revision_and_hence_matching_alone(posting):
    before = posting.revision
    remind_owners(type(posting), at=before_end(7))
    posting.refresh_from_db()
    assert posting.revision == before


def test_the_secretariat_is_reminded_of_what_it_entered_for_a_country(people):
    offer = publish(make_offer(by=people.secretary, on_behalf=True, expires_on=LAST_DAY))
    remind_owners(type(offer), at=before_end(30))
    assert reminders(offer).filter(recipient=people.secretary).count() == 1


def test_where_nobody_writes_for_the_institution_any_more_the_focal_point_is_reminded(posting, people, make):
    ministry = make_authority("HT", code="ht-ports")
    official = make_person("official", ministry)
    left = publish(make(by=official, institution=ministry, expires_on=LAST_DAY))
    official.memberships.update(until=NOW.date())
    # Publishing made a focal point of the ministry's own.
    left.status_changes.get(transition="endorse").by.memberships.update(until=NOW.date())
    remind_owners(type(left), at=before_end(30))
    told = {notice.recipient for notice in reminders(left)}
    assert people.focal in told
    assert told == set(type(people.focal).objects.focal_points_of(ministry, on=NOW.date()))
