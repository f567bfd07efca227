"""The home page, the pages of words, the choice of language and the error pages."""

from datetime import timedelta

import pytest

from matching.services import accept_match
from tests.factories import make_secretariat
from tests.factories_matching import make_match
from tests.factories_postings import make_need, make_offer, make_secretary, publish


@pytest.mark.parametrize(
    ("accepted", "home"),
    [
        ("es-419,es;q=0.9,en;q=0.5", "/es/"),
        ("fr-HT", "/fr/"),
        ("pt", "/pt-br/"),
        ("pt-PT,pt;q=0.9", "/pt-br/"),
        ("de", "/en/"),
        ("", "/en/"),
    ],
)
def test_the_root_leads_to_the_home_page_in_the_language_of_the_browser(client, accepted, home):
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer["Location"]) == (302, home)
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt-br"])
@pytest.mark.parametrize("page", ["", "help/", "accessibility/", "privacy/", "about/", "status/"])
def test_public_pages_open_without_signing_in_and_say_their_language(client, db, language, page):
    answer = client.get(f"/{language}/{page}")
    assert answer.status_code == 200
    tag = {"pt-br": "pt-BR"}.get(language, language)
    assert f'<html lang="{tag}">' in answer.content.decode()


@pytest.mark.parametrize("page", ["help/", "accessibility/", "privacy/"])
def test_a_page_that_sends_its_reader_to_the_secretariat_says_where_that_is(client, db, page):
    assert "has not entered its mail address" in client.get(f"/en/{page}").content.decode()
    secretariat = make_secretariat()
    secretariat.url = "https://hub.example.org/"
    secretariat.save()
    words = client.get(f"/en/{page}").content.decode()
    assert ("has not entered" in words, 'href="https://hub.example.org/"' in words) == (True, True)
    secretariat.contact_email = "hub@example.org"
    secretariat.save()
    words = client.get(f"/en/{page}").content.decode()
    assert ("has not entered" in words, 'href="mailto:hub@example.org"' in words) == (False, True)


def test_the_foot_of_every_page_leads_to_the_contact(client, db):
    assert 'href="/en/help/#contact"' in client.get("/en/needs/").content.decode()
    assert 'id="contact"' in client.get("/en/help/").content.decode()


def test_the_language_switch_keeps_place_and_query(client, db):
    body = client.get("/en/needs/?q=ports").content.decode()
    assert 'href="/es/needs/?q=ports"' in body


def test_the_home_page_counts_what_the_reader_may_see(client, db):
    need = publish(make_need())
    publish(make_need(visibility="secretariat"))
    publish(make_offer())
    answer = client.get("/en/")
    assert [shown.reference for shown in answer.context["needs"]] == [need.reference]
    live = answer.context["figures"].live
    assert (live.needs, live.offers) == (1, 1)


@pytest.mark.parametrize(("days", "words"), [(0, "less than a day"), (1, "1 day"), (6, "6 days")])
def test_the_home_page_says_how_long_an_answer_took(client, db, days, words):
    match = make_match()
    at = match.need.published_at + timedelta(days=days, minutes=1)
    accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=at)
    page = client.get("/en/").content.decode()
    assert f"<dt>median time to the first answer</dt><dd>{words}</dd>" in page


def test_an_unknown_page_is_a_404_in_the_language_of_its_address(client, db):
    answer = client.get("/fr/nulle-part/")
    assert answer.status_code == 404
    assert '<html lang="fr">' in answer.content.decode()


def test_a_view_that_fails_answers_with_the_page_of_our_own_mistake(client, db, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("cooperanet.views.home_figures", fail)
    client.raise_request_exception = False
    answer = client.get("/en/")
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()
