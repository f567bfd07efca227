"""The pages of the desk ask the database as often for much as for little."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from postings.services import save_translation
from tests.factories_matching import match_all, place_on_side, port_need, port_offer
from tests.factories_postings import (
    NOW,
    endorse,
    make_authority,
    make_need,
    make_offer,
    submit,
)

pytestmark = pytest.mark.django_db

PAGES = {
    "desk": reverse("secretariat:desk"),
    "my desk": reverse("desk"),
    "queue": reverse("secretariat:queue", args=["publish"]),
    "stranded": reverse("secretariat:queue", args=["stranded"]),
    "changed": reverse("secretariat:queue", args=["changed"]),
    "suggestions": reverse("secretariat:suggestions"),
    "countries": reverse("secretariat:countries"),
    "country": reverse("secretariat:country", args=["HT"]),
    "institutions": reverse("secretariat:institutions"),
}


def fill_desk(country):
    """One more of everything that a page of the desk lists."""
    place_on_side(make_authority(country))
    endorse(make_need())
    endorse(make_offer())
    submit(make_need(institution=make_authority(None, code=f"body-{country}".lower())))
    need = port_need()
    port_offer()
    save_translation(
        need, language="en", words={"title": "Ports"}, revision=need.revision, by=need.created_by, at=NOW
    )
    match_all()


@pytest.fixture
def filled(secretary):
    fill_desk("BR")


def count_queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_each_page_of_the_desk_asks_as_often_for_three_times_as_much(client, filled):
    before = {page: count_queries(client, url) for page, url in PAGES.items()}
    fill_desk("CL")
    fill_desk("ES")
    assert {page: count_queries(client, url) for page, url in PAGES.items()} == before


def test_the_pages_of_one_posting_and_one_pair_ask_as_often_in_a_long_queue(client, filled):
    fill_desk("CL")
    suggestion = client.get(PAGES["suggestions"]).context["page"][0]
    posting = client.get(PAGES["changed"]).context["postings"][0]
    pages = (
        reverse("secretariat:suggestion", args=[suggestion.need.reference, suggestion.offer.reference]),
        reverse("secretariat:review", args=[posting.reference]),
    )
    before = [count_queries(client, page) for page in pages]
    for country in ("ES", "CL", "BR", "ES"):
        fill_desk(country)
    assert [count_queries(client, page) for page in pages] == before
