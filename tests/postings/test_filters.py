import pytest
from django.http import QueryDict
from django.test import Client

from offers.filters import OfferFilterSet
from offers.models import Offer
from tests.factories_postings import make_authority, make_goal, make_node, make_offer, make_theme, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers():
    """Three offers that differ in everything one filters by."""
    parent = make_node("1")
    ports = publish(
        make_offer(
            institution=make_authority("CL"),
            original_language="es",
            working_languages=["es"],
            modalities=["triangular"],
            delivery="remote",
            financing="shared",
            kind="training",
            words={"title": "Capacitación de personal portuario", "summary": "Curso de educación náutica"},
            relations={
                "themes": [make_theme("ports", "infrastructure")],
                "goals": [make_goal(9)],
                "plan_nodes": [make_node("1.1", parent)],
            },
        )
    )
    water = publish(
        make_offer(
            institution=make_authority("BR"),
            original_language="pt",
            working_languages=["pt", "fr"],
            modalities=["south_south"],
            delivery="on_site",
            financing="provider",
            kind="equipment",
            role="second_provider",
            words={"title": "Bombas de água para escolas rurais", "summary": "Equipamentos"},
            relations={"themes": [make_theme("water", "environment")], "goals": [make_goal(6)]},
        )
    )
    open_to_all = publish(
        make_offer(
            institution=make_authority("HT"),
            words={"title": "Vaccines and cold chain", "summary": "Health logistics"},
            relations={"themes": [make_theme("health", "social")]},
        )
    )
    return {"ports": ports, "water": water, "open": open_to_all}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("theme=ports", {"ports"}),
        ("theme=infrastructure", {"ports"}),
        ("theme=ports&theme=water", {"ports", "water"}),
        ("theme=ports&goal=6", set()),
        ("goal=9", {"ports"}),
        ("node=celac-2022:1.1", {"ports"}),
        ("node=celac-2022:1", {"ports"}),
        ("modality=triangular", {"ports", "open"}),
        ("role=second_provider", {"water"}),
        ("delivery=on_site", {"water"}),
        ("country=CL", {"ports"}),
        ("language=fr", {"water"}),
        ("language=es", {"ports"}),
        ("financing=shared", {"ports"}),
        ("kind=equipment", {"water"}),
        ("status=published", {"ports", "water", "open"}),
        ("status=paused", set()),
        ("published_since=2026-11-20", {"ports", "water", "open"}),
        ("published_since=2026-11-21", set()),
        ("modified_since=2026-11-20T15:00:00Z", {"ports", "water", "open"}),
        ("q=OF-2026-0002", {"water"}),
        ("q=capacitacion", {"ports"}),
        ("q=EDUCACION", {"ports"}),
        ("q=%C3%A1gua", {"water"}),
        ("q=agua", {"water"}),
        ("q=???", set()),
        ("q=nothing+of+the+kind", set()),
    ],
)
def test_a_filter_finds_what_it_says(offers, query, found):
    filterset = OfferFilterSet(QueryDict(query), queryset=Offer.objects.all())
    assert filterset.form.errors == {}
    names = {offer.reference: name for name, offer in offers.items()}
    assert {names[offer.reference] for offer in filterset.qs} == found


@pytest.mark.parametrize("words", ["port training", "formation portuaire", "treinamento portuário"])
def test_words_in_one_language_find_a_text_in_another(offers, words):
    found = OfferFilterSet(QueryDict(mutable=False) | {"q": words}, queryset=Offer.objects.all()).qs
    assert [offer.reference for offer in found] == [offers["ports"].reference]


@pytest.mark.parametrize(
    "query",
    [
        "theme=%00",
        "theme=unknown",
        "country=%00",
        "goal=abc",
        "node=%00:%00",
        "published_since=31/02/2026",
        "published_since=9999999999",
        "modified_since=9999-12-31T23:59:59-23:59",
        "q=a%00b",
    ],
)
def test_a_value_that_makes_no_sense_is_an_error_and_never_a_crash(offers, query):
    filterset = OfferFilterSet(QueryDict(query), queryset=Offer.objects.all())
    assert list(filterset.form.errors) == [query.partition("=")[0]]
    # No page takes NUL in its address at all; see cooperanet.middleware.
    assert Client().get(f"/en/offers/?{query}").status_code == (400 if "%00" in query else 200)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_far_away_finds_what_it_says(offers, day):
    found = Client().get(f"/en/offers/?published_since={day}").context["page"]
    assert len(found) == (0 if day > "2026" else 3)


def test_unknown_parameters_are_named_and_on_the_page_ignored_with_a_note(offers):
    filterset = OfferFilterSet(QueryDict("colour=blue&theme=ports&page=2"), queryset=Offer.objects.all())
    assert filterset.unknown_parameters(["page"]) == ["colour"]
    page = Client().get("/en/offers/?colour=blue&page=1")
    assert (page.context["ignored"], page.context["total"]) == (["colour"], 3)


def test_each_theme_says_how_many_it_would_leave_under_the_other_filters(offers):
    filterset = OfferFilterSet(QueryDict("theme=water&modality=triangular"), queryset=Offer.objects.all())
    assert filterset.count_by_theme() == {"ports": 1, "infrastructure": 1, "health": 1, "social": 1}


def test_the_page_says_how_many_of_how_many(offers):
    page = Client().get("/en/offers/?theme=infrastructure").content.decode()
    assert "1 of 3 offers" in page
