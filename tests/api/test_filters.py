from datetime import timedelta, timezone

import pytest
from django.utils.http import urlencode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needs.filters import NeedFilterSet
from offers.filters import OfferFilterSet
from tests.factories_postings import NOW, make_need, make_offer, make_theme, publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "where",
    [
        "offers/?colour=blue",
        "needs/?colour=blue",
        "needs/?kind=training",
        "offers/?urgency=high",
        "matches/?theme=ports",
        "countries/?q=haiti",
        "themes/?format=json",
        "plans/?year=2022",
        "countries/HT/?page_size=1",
        "offers/OF-2020-0001/?theme=ports",
        "schema/?lang=fr",
    ],
)
def test_a_parameter_that_is_not_known_is_refused_by_name(ask, refused, where):
    name = where.partition("?")[2].partition("=")[0]
    errors = refused(ask(where), 400)["errors"]
    assert [(row["pointer"], row["code"]) for row in errors] == [(name, "unknown_parameter")]


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("offers/?theme=nothing", "invalid_choice"),
        ("offers/?kind=magic", "invalid_choice"),
        ("offers/?country=XX", "invalid_choice"),
        ("offers/?country=%00", "invalid_choice"),
        ("offers/?status=draft", "invalid_choice"),
        ("needs/?urgency=soonish", "invalid_choice"),
        ("needs/?published_since=31/02/2026", "invalid"),
        ("needs/?q=a%00b", "null_characters_not_allowed"),
        ("matches/?offer=NE-2026-0001", "invalid_reference"),
        ("matches/?need=1", "invalid_reference"),
        ("matches/?accepted_since=yesterday", "invalid"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(ask, refused, where, code):
    name = where.partition("?")[2].partition("=")[0]
    errors = refused(ask(where), 400)["errors"]
    assert [(row["pointer"], row["code"]) for row in errors] == [(name, code)]


def test_words_that_are_too_long_are_refused(ask, refused):
    errors = refused(ask(f"offers/?q={'a' * 201}"), 400)["errors"]
    assert [(row["pointer"], row["code"]) for row in errors] == [("q", "max_length")]


def test_all_that_is_wrong_is_named_at_once(ask, refused):
    errors = refused(ask("offers/?kind=magic&role=king"), 400)["errors"]
    assert sorted(row["pointer"] for row in errors) == ["kind", "role"]


@pytest.mark.parametrize(("kind", "filter_class"), [("offers", OfferFilterSet), ("needs", NeedFilterSet)])
def test_the_filters_are_those_of_the_pages(ask, kind, filter_class):
    listed = ask("schema/").json()["paths"][f"/api/v1/{kind}/"]["get"]["parameters"]
    assert {row["name"] for row in listed} == {*filter_class.base_filters, "cursor", "page_size"}


def test_filters_narrow_and_their_values_widen(ask):
    ports = publish(make_offer(relations={"themes": [make_theme("ports")]}))
    water = publish(
        make_offer(kind="equipment", relations={"themes": [make_theme("water")]}), NOW + timedelta(hours=1)
    )
    found = {
        query: [row["reference"] for row in ask(f"offers/?{query}").json()["results"]]
        for query in (
            "theme=ports",
            "theme=ports&theme=water",
            "theme=ports&kind=equipment",
            "published_since=2026-11-20T15:30:00Z",
        )
    }
    assert found == {
        "theme=ports": [ports.reference],
        "theme=ports&theme=water": [water.reference, ports.reference],
        "theme=ports&kind=equipment": [],
        "published_since=2026-11-20T15:30:00Z": [water.reference],
    }


def test_words_find_needs_in_another_language(ask):
    need = publish(
        make_need(
            original_language="fr", words={"title": "Formation des agents portuaires", "summary": "Former."}
        )
    )
    assert [row["reference"] for row in ask("needs/?q=port+training").json()["results"]] == [need.reference]


NAMES = [
    *OfferFilterSet.base_filters,
    *NeedFilterSet.base_filters,
    "offer",
    "need",
    "accepted_since",
    "cursor",
    "page_size",
    "format",
]
VALUES = st.text(max_size=12) | st.sampled_from(
    ["", "training", "HT", "1", "2026-02-30", "celac-2022:1.1", "0001-01-01", "9999-12-31T23:59:59+23:59"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["offers", "needs", "matches", "themes", "countries", "plans"]),
    query=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=3),
)
def test_no_query_whatever_makes_the_portal_fail(ask, kind, query):
    answer = ask(f"{kind}/?{urlencode(query)}")
    if answer.status_code != 200:
        assert answer.status_code == 400
        assert {row["pointer"] for row in answer.json()["errors"]} <= {name for name, _value in query}


@pytest.mark.parametrize(
    ("where", "name"),
    [("offers", "published_since"), ("needs", "modified_since"), ("matches", "accepted_since")],
)
@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-02-30",
        "9999-12-31",
        "9999-12-31T23:59:59+23:59",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
        "2026-11-20T00:00:00+16:00",
        "2026-11-20T00:00:00-23:59",
        "99999-01-01",
        "99999999999999999999",
        "2026-W01-1",
        "20261121",
        "1",
    ],
)
def test_no_date_whatever_makes_the_portal_fail(ask, where, name, value):
    answer = ask(f"{where}/?{urlencode({name: value})}")
    if answer.status_code != 200:
        assert answer.status_code == 400
        assert [row["pointer"] for row in answer.json()["errors"]] == [name]


def test_a_moment_with_any_offset_is_the_same_moment(ask):
    offer = publish(make_offer(), NOW)
    later, earlier = NOW + timedelta(seconds=1), NOW
    found = {
        moment: [
            row["reference"]
            for row in ask(f"offers/?{urlencode({'published_since': value})}").json()["results"]
        ]
        for moment, value in (
            ("then", earlier.astimezone(timezone(timedelta(hours=17))).isoformat()),
            ("later", later.astimezone(timezone(-timedelta(hours=17))).isoformat()),
        )
    }
    assert found == {"then": [offer.reference], "later": []}
