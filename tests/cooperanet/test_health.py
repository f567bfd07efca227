"""What load balancers, `up` and people read about the portal's state; the database itself is killed in the journeys."""

import json
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg2
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection, transaction
from django.utils import timezone

from cooperanet.health import is_outage
from jobs import tasks
from jobs.services import mark_beat
from mail.models import OutgoingMail
from mail.services import queue_mail
from tests.factories_matching import match_all, port_need
from tests.machine import eventually, free_port

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


def test_a_beat_that_stopped_degrades_the_portal_until_it_is_back(client, db):
    mark_beat(at=timezone.now() - timedelta(minutes=6))
    assert client.get("/readyz").json() == {"status": "degraded", "checks": {**ALL, "due_work": False}}
    tasks.mark_beat()
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


def ask(address, **headers):
    try:
        with urlopen(Request(address, headers=headers)) as answer:  # noqa: S310 (an address of our own)
            return answer.status, answer.headers, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def test_without_its_database_the_portal_asks_for_patience_and_recovers(machine):
    home = machine.start_web()
    assert ask(f"{home}/en/needs/")[0] == 200
    machine.servers.postgres.process.kill()
    for path in ("/fr/needs/", "/fr/desk/"):
        status, headers, body = ask(f"{home}{path}", Cookie="session=0123456789abcdefghijklmnopqrstuv")
        assert (status, headers["Retry-After"]) == (503, "30"), path
        assert '<html lang="fr">' in body
        assert headers["X-Request-ID"] in body
    status, headers, body = ask(f"{home}/api/v1/needs/")
    problem = json.loads(body)
    assert (status, headers["Retry-After"], headers["Content-Type"]) == (
        503,
        "30",
        "application/problem+json",
    )
    assert (problem["status"], problem["request_id"]) == (503, headers["X-Request-ID"])
    assert (ask(f"{home}/livez")[0], ask(f"{home}/readyz")[0]) == (200, 503)
    machine.servers.postgres.start()
    assert eventually(lambda: ask(f"{home}/api/v1/needs/")[0] == 200)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("SET LOCAL statement_timeout = 1; SELECT pg_sleep(9)", OperationalError),
        ("SELECT nothing FROM nowhere", ProgrammingError),
    ],
)
def test_a_query_that_fails_is_no_outage(db, statement, kind):
    with pytest.raises(kind) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert is_outage(caught.value) is False


def test_a_lost_connection_is_an_outage():
    assert is_outage(InterfaceError("connection already closed")) is True
    error = OperationalError()
    error.__cause__ = psycopg2.OperationalError("could not connect")
    assert (is_outage(error), is_outage(None), is_outage(ValueError())) == (True, False, False)
