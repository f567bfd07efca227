"""One id follows a request through answer, log, audit trail, task and error page; headers guard every answer."""

import json
import logging
import uuid

import pytest
from django.test import RequestFactory

from accounts.models import AuditEntry
from cooperanet.celery import adopt_request_id, app, drop_request_id
from cooperanet.logs import JsonFormatter, RequestIdFilter
from cooperanet.middleware import RequestIdMiddleware
from cooperanet.views import show_server_error
from jobs.core.request_ids import current_request_id
from tests.factories_postings import make_offer

ID = "3b1f8a52-6c1d-4d0e-9a4e-0d7e5a1c2b3f"


def test_an_id_of_the_caller_comes_back_with_the_answer(client):
    assert client.get("/livez", headers={"X-Request-ID": ID})["X-Request-ID"] == ID


@pytest.mark.parametrize("offered", ["", "1", "x" * 500, "a\nb", "<script>"])
def test_what_is_no_uuid_is_replaced_so_that_nobody_writes_into_the_log(client, offered):
    given = client.get("/livez", headers={"X-Request-ID": offered})["X-Request-ID"]
    assert given != offered
    assert str(uuid.UUID(given)) == given


def test_the_id_is_gone_after_the_request(client):
    client.get("/livez", headers={"X-Request-ID": ID})
    assert current_request_id() == ""


def test_a_log_line_carries_the_id_of_the_request_that_caused_it():
    lines = []

    def answer(_request):
        record = logging.LogRecord("portal", logging.INFO, __file__, 1, "worked on %s", ("this",), None)
        RequestIdFilter().filter(record)
        lines.append(json.loads(JsonFormatter().format(record)))
        return {}

    RequestIdMiddleware(answer)(RequestFactory().get("/", headers={"X-Request-ID": ID}))
    assert [(line["request_id"], line["message"]) for line in lines] == [(ID, "worked on this")]


def test_the_audit_trail_names_the_request_that_changed_something(client, db):
    offer = make_offer()
    client.force_login(offer.created_by)
    client.post(f"/en/offers/{offer.reference}/steps/submit/", headers={"X-Request-ID": ID})
    entries = AuditEntry.objects.filter(subject=offer.reference, request_id=ID)
    assert entries.count() == 1


def test_a_task_works_under_the_id_of_the_request_that_rang(db):
    task = app.tasks["celery.backend_cleanup"]
    adopt_request_id(task=task, kwargs={"request_id": ID})
    assert current_request_id() == ID
    drop_request_id()
    assert current_request_id() == ""


def test_an_error_page_names_the_request(client, db):
    answer = client.get("/en/nowhere/", headers={"X-Request-ID": ID})
    assert answer.status_code == 404
    assert ID in answer.content.decode()


def test_the_page_of_our_own_mistake_names_the_request_and_asks_no_database(django_assert_num_queries, db):
    request = RequestFactory().get("/en/")
    request.META["REQUEST_ID"] = ID
    with django_assert_num_queries(0):
        answer = show_server_error(request)
    assert answer.status_code == 500
    assert ID in answer.content.decode()


def test_a_program_gets_a_problem_document_with_the_same_id(client, db):
    answer = client.get("/api/v1/nowhere/", headers={"X-Request-ID": ID})
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["request_id"] == ID


@pytest.mark.parametrize("path", ["/en/", "/livez", "/en/nowhere/", "/api/v1/themes/"])
def test_every_answer_carries_the_guarding_headers(client, db, path):
    answer = client.get(path)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert "camera=()" in answer["Permissions-Policy"]
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_what_a_signed_in_person_sees_is_never_stored(client, db):
    client.force_login(make_offer().created_by)
    assert "no-store" in client.get("/en/desk/")["Cache-Control"]


def test_what_a_program_with_a_token_reads_is_never_stored(client, db):
    answer = client.get("/api/v1/themes/", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/en/%00/", "en"),
        ("/fr/offers/OF-2026%00/", "fr"),
        ("/es/needs/?theme=%00", "es"),
        ("/pt-br/needs/?q=a%00b", "pt-br"),
        ("/en/offers/new/?copy=%00&kept=%00", "en"),
        ("/en/plans/celac-2022/?lang=%00", "en"),
        ("/static/%00", "en"),
    ],
)
def test_nul_in_an_address_is_refused_in_the_readers_language(client, db, path, language):
    answer = client.get(path)
    assert answer.status_code == 400
    assert f'<html lang="{language}">' in answer.content.decode()
    assert answer["X-Request-ID"]


def test_nul_in_an_address_of_the_api_is_refused_by_the_name_of_the_parameter(client, db):
    answer = client.get("/api/v1/offers/?q=%00")
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (400, ["q"])


def test_nul_in_a_cookie_is_refused(client, db):
    client.cookies["session"] = "\x00" * 32
    assert client.get("/en/").status_code == 400


def test_a_percent_sign_that_only_looks_like_nul_is_read(client, db):
    assert client.get("/en/needs/?q=%2500").status_code == 200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_more_than_a_request_may_hold_is_said_with_the_limit_in_the_readers_language(client, db, language):
    client.force_login(make_offer().created_by)
    answer = client.post(f"/{language}/needs/new/", {"details": "x" * 3_000_000})
    page = answer.content.decode()
    assert answer.status_code == 413
    assert f'<html lang="{language}">' in page
    assert {"en": "2.4\xa0MB", "fr": "2,4\xa0Mio"}[language] in page
