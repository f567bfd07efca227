import json

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.test import Client
from django.urls import include, path
from rest_framework.exceptions import ErrorDetail, PermissionDenied, ValidationError

from api.v1.views.base import ApiView
from cooperanet.logs import JsonFormatter, RequestIdFilter

pytestmark = pytest.mark.django_db
REQUEST_ID = "0b8f6a3e-5f0e-4c58-9f6c-6f4f3a1f5d9e"


class BrokenView(ApiView):
    def get(self, _request):
        raise ZeroDivisionError


class ForbiddenView(ApiView):
    def get(self, _request):
        raise PermissionDenied


class CrossedView(ApiView):
    def get(self, _request):
        raise ValidationError({NON_FIELD_ERRORS: [ErrorDetail("These two exclude each other.", "crossed")]})


# This module is a URL configuration of its own, with the portal's answer to failures.
handler500 = "cooperanet.views.show_server_error"
urlpatterns = [
    path("api/v1/broken/", BrokenView.as_view()),
    path("api/v1/forbidden/", ForbiddenView.as_view()),
    path("api/v1/crossed/", CrossedView.as_view()),
    path("api/", include("api.urls")),
]


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        ("GET offers/?colour=blue", {}, 400),
        ("GET offers/?cursor=x", {}, 400),
        ("GET offers/", {"authorization": "Bearer nonsense"}, 401),
        ("GET offers/OF-2020-0001/", {}, 404),
        ("GET offers/%00/", {}, 404),
        ("GET ofertas/%C3%A9/", {}, 404),
        ("GET nothing/", {}, 404),
        ("POST nothing/", {}, 404),
        ("GET offers", {}, 404),
        ("POST offers/", {}, 405),
        ("DELETE needs/NE-2020-0001/", {}, 405),
        ("OPTIONS matches/", {}, 405),
        ("POST schema/", {}, 405),
        ("GET offers/", {"accept": "text/csv"}, 406),
        ("GET schema/", {"accept": "text/html"}, 406),
        ("GET offers/", {"host": "elsewhere.example"}, 400),
    ],
)
def test_every_refusal_is_a_problem_document(ask, refused, request_line, headers, status):
    method, where = request_line.split()
    refused(ask(where, method=method, headers=headers), status)


def test_a_body_that_is_too_large_is_a_problem_document(ask, refused, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = {"data": "a=" + "b" * 2000, "content_type": "application/x-www-form-urlencoded"}
    refused(ask("offers/", method="POST", **body), 413)


@pytest.mark.parametrize(("where", "status"), [("broken/", 500), ("forbidden/", 403)])
def test_a_failure_of_a_view_is_a_problem_document(ask, refused, settings, where, status):
    settings.ROOT_URLCONF = __name__
    problem = refused(ask(where, headers={"accept-language": "en"}), status)
    assert "ZeroDivisionError" not in str(problem)


def test_a_request_keeps_the_id_that_it_came_with(ask, refused):
    problem = refused(ask("nothing/", headers={"x-request-id": REQUEST_ID}), 404)
    assert problem["request_id"] == REQUEST_ID


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "en"),
        ("es-AR,es;q=0.9", "es"),
        ("fr", "fr"),
        ("pt", "pt-br"),
        ("pt-PT", "pt-br"),
        ("de, fr;q=0.5", "fr"),
        ("xx", "en"),
    ],
)
@pytest.mark.parametrize("where", ["nothing/", "offers/OF-2020-0001/", "offers/?colour=blue"])
def test_a_problem_speaks_the_language_asked_for(ask, asked, given, where):
    answer = ask(where, headers={"accept-language": asked})
    assert answer["Content-Language"] == given


def test_words_of_the_framework_are_translated_and_codes_are_not(ask):
    rows = {
        language: ask("offers/?kind=magic", headers={"accept-language": language}).json()
        for language in ("en", "es", "fr", "pt")
    }
    assert {row["errors"][0]["code"] for row in rows.values()} == {"invalid_choice"}
    assert len({row["errors"][0]["detail"] for row in rows.values()}) == 4


def test_a_hidden_offer_and_an_unknown_route_are_told_in_the_same_words(ask):
    answers = [ask(where).json() for where in ("offers/OF-2020-0001/", "nothing/")]
    assert answers[0]["title"] == answers[1]["title"]
    assert answers[0]["detail"] == answers[1]["detail"]


def test_the_bare_address_leads_people_to_the_reference():
    answer = Client().get("/api/", headers={"accept-language": "fr"})
    assert (answer.status_code, answer["Location"]) == (302, "/fr/api/")


@pytest.mark.parametrize(
    ("where", "status"), [("nothing/", 404), ("offers/?colour=blue", 400), ("broken/", 500)]
)
def test_the_log_names_the_request_that_the_problem_names(ask, refused, settings, caplog, where, status):
    settings.ROOT_URLCONF = __name__
    problem = refused(ask(where), status)
    (record,) = [record for record in caplog.records if record.name == "django.request"]
    assert RequestIdFilter().filter(record)
    assert json.loads(JsonFormatter().format(record))["request_id"] == problem["request_id"]


def test_what_is_wrong_with_several_parameters_together_points_at_none(ask, refused, settings):
    settings.ROOT_URLCONF = __name__
    errors = refused(ask("crossed/"), 400)["errors"]
    assert errors == [{"pointer": "", "code": "crossed", "detail": "These two exclude each other."}]
