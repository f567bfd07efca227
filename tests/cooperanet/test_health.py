"""What load balancers, `up` and people read about the portal's state; the database itself is killed in the journeys."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mail.models import OutgoingMail
from mail.services import queue_mail
from tests.factories_matching import match_all, port_need
from tests.machine import free_port

ALL = {"database": True, "migrations": True, "broker": True, "due_work": True}


@pytest.fixture
def without_broker(settings):
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"


def queue_late_mail():
    queue_mail(
        to="late@example.org",
        language="en",
        template="accounts/password_changed",
        context={"person": {"full_name": "Lara"}},
        at=timezone.now() - timedelta(minutes=5),
    )


def test_life_asks_nothing_of_the_servers(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_a_portal_with_all_its_parts_is_ready(client, db):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "checks": ALL})
    assert "no-store" in answer["Cache-Control"]


def test_without_its_broker_the_portal_is_degraded_and_goes_on(client, db, without_broker):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "checks": {**ALL, "broker": False}}


def test_mail_that_waits_for_long_degrades_the_portal(client, db):
    queue_late_mail()
    assert client.get("/readyz").json() == {"status": "degraded", "checks": {**ALL, "due_work": False}}
    OutgoingMail.objects.all().delete()
    assert client.get("/readyz").json()["status"] == "ready"


def test_a_posting_that_waits_for_its_matching_degrades_the_portal_until_it_is_matched(client, db):
    match_all()
    need = port_need()
    type(need).objects.update(updated_at=timezone.now() - timedelta(minutes=5))
    assert client.get("/readyz").json() == {"status": "degraded", "checks": {**ALL, "due_work": False}}
    match_all()
    OutgoingMail.objects.all().delete()
    assert client.get("/readyz").json()["status"] == "ready"


def test_a_migration_that_was_not_applied_makes_the_portal_unavailable(client, db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'mail'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    assert answer.json()["checks"] == {
        "database": True,
        "migrations": False,
        "broker": False,
        "due_work": False,
    }


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt-br"])
def test_the_status_page_says_in_words_what_is_amiss(client, db, without_broker, language):
    answer = client.get(f"/{language}/status/")
    assert answer.status_code == 200
    assert [check.name for check in answer.context["checks"] if not check.passed] == ["broker"]
    assert answer.context["status"] == "degraded"
