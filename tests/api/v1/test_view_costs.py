"""What an answer costs in queries: the same for three rows as for one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Country, Goal, Theme
from matching.services import accept_match, profiles
from tests.factories import make_country, make_institution
from tests.factories_matching import make_match
from tests.factories_postings import (
    NOW,
    make_goal,
    make_need,
    make_node,
    make_offer,
    make_secretary,
    make_theme,
    publish,
)

pytestmark = pytest.mark.django_db
MAKE = {"offers": make_offer, "needs": make_need}


def add_posting(twin):
    number = MAKE[twin]().pk
    relations = {
        "themes": [make_theme(f"theme-{number}"), make_theme(f"other-{number}")],
        "goals": [make_goal(number % 17 + 1), make_goal((number + 1) % 17 + 1)],
        "plan_nodes": [make_node(f"{number}.1"), make_node(f"{number}.2")],
        "eligible_countries": [make_country("HT"), make_country("CL")],
    }
    publish(MAKE[twin](relations=relations), NOW + timedelta(hours=number))


def add_match(_kind):
    pair = make_match(
        need={"institution": make_authority_of("HT")}, offer={"institution": make_authority_of("CL")}
    )
    accept_match(offer=pair.offer, need=pair.need, by=make_secretary(), at=NOW)


def make_authority_of(code):
    country = make_country(code)
    return make_institution(f"{code.lower()}-{country.institutions.count()}", country=country)


def add_country(_kind):
    make_country(("AR", "BR", "CO")[Country.objects.count()])


def add_theme(_kind):
    theme = make_theme(f"theme-{Theme.objects.count()}")
    theme.goals.set([make_goal(number) for number in range(1, 2 + Goal.objects.count() % 16)])


def add_suggestion(_kind):
    make_match(need={"institution": make_authority_of("HT")}, offer={"institution": make_authority_of("CL")})


LISTS = {
    "offers": (add_posting, 10),
    "needs": (add_posting, 10),
    "matches": (add_match, 1),
    "countries": (add_country, 2),
    "themes": (add_theme, 3),
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_asks_as_often_for_three_rows_as_for_one(ask, kind):
    add, pinned = LISTS[kind]
    counts = []
    for _ in range(3):
        add(kind)
        ask(f"{kind}/")  # what a process reads once is read
        with CaptureQueriesContext(connection) as caught:
            assert ask(f"{kind}/").status_code == 200
        counts.append(len(caught))
    assert counts == [pinned] * 3


def test_suggestions_with_their_explanations_cost_as_much_for_three_as_for_one(ask):
    secretary = make_secretary()
    counts = []
    for _ in range(3):
        add_suggestion("suggestions")
        profiles._shelf = None
        with CaptureQueriesContext(connection) as caught:
            assert ask("suggestions/", secretary).status_code == 200
        counts.append(len(caught))
    assert counts == [counts[0]] * 3


@pytest.mark.parametrize(
    ("query", "more"), [("kind=training", 0), ("theme=theme-1&theme=other-1", 1), ("q=port", 1)]
)
def test_a_filter_costs_the_options_that_it_is_judged_by(ask, query, more, django_assert_num_queries):
    make_theme("theme-1")
    make_theme("other-1")
    ask("offers/")
    with CaptureQueriesContext(connection) as plain:
        ask("offers/")
    with django_assert_num_queries(len(plain) + more):
        assert ask(f"offers/?{query}").status_code == 200


def test_a_plan_brings_its_tree_in_order_and_costs_the_same_for_any_size(ask):
    counts = []
    for number in range(1, 4):
        axis = make_node(f"{number}")
        make_node(f"{number}.1", axis)
        with CaptureQueriesContext(connection) as caught:
            plan = ask("plans/celac-2022/").json()
        counts.append(len(caught))
    assert counts == [2] * 3
    assert [(node["code"], node["parent"]) for node in plan["nodes"]] == [
        ("1", None),
        ("1.1", "1"),
        ("2", None),
        ("2.1", "2"),
        ("3", None),
        ("3.1", "3"),
    ]
    assert [row["code"] for row in ask("plans/").json()["results"]] == ["celac-2022"]
    assert "nodes" not in ask("plans/").json()["results"][0]
