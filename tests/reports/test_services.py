from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from matching.services import accept_match
from reports.services import (
    Pair,
    count_by_country,
    count_by_modality,
    count_by_node,
    count_by_theme,
    count_live,
    count_stages,
    grow_tree,
    home_figures,
    list_plan_answers,
)
from tests.factories_matching import make_match, port_need, port_offer
from tests.factories_postings import (
    NOW,
    make_authority,
    make_need,
    make_node,
    make_offer,
    make_person,
    make_secretary,
    make_theme,
    publish,
)

pytestmark = pytest.mark.django_db
ANYONE = AnonymousUser()
TODAY = NOW.date()


def test_only_live_postings_count():
    publish(make_need())
    make_need()
    make_offer()
    assert count_live(ANYONE) == Pair(needs=1, offers=0)


def test_figures_count_only_what_the_reader_may_see():
    publish(make_need(visibility="public"))
    publish(make_need(visibility="states"))
    hidden = publish(make_need(visibility="secretariat"))
    member = make_person("official", make_authority("CL"))
    assert count_live(ANYONE).needs == 1
    assert count_live(member).needs == 2
    assert count_live(hidden.created_by).needs == 3
    assert count_live(make_secretary()).needs == 3


def test_a_posting_with_two_themes_counts_under_each():
    ports, schools = make_theme("ports"), make_theme("schools")
    publish(make_need(relations={"themes": [ports, schools]}))
    publish(make_offer(relations={"themes": [ports]}))
    assert count_by_theme(ANYONE) == {ports.pk: Pair(1, 1), schools.pk: Pair(1, 0)}


def test_a_branch_counts_what_is_below_it_once():
    axis = make_node("1")
    first, second = make_node("1.1", axis), make_node("1.2", axis)
    publish(make_need(relations={"plan_nodes": [first, second]}))
    assert count_by_node(axis.plan.nodes.all(), ANYONE) == {
        axis.pk: Pair(1, 0),
        first.pk: Pair(1, 0),
        second.pk: Pair(1, 0),
    }
    (branch,) = grow_tree(axis.plan, ANYONE)
    assert (branch.node, [child.node for child in branch.children]) == (axis, [first, second])


def test_silent_states_are_listed_with_the_day_they_last_spoke():
    make_authority("CL")
    need = publish(make_need(institution=make_authority("HT")))
    rows = {row.country.code: row for row in count_by_country(ANYONE, on=TODAY)}
    assert set(rows) == {"CL", "HT"}
    assert (rows["HT"].live, rows["HT"].last_need_at) == (Pair(1, 0), need.published_at)
    assert (rows["CL"].live, rows["CL"].last_need_at) == (Pair(0, 0), None)


def test_a_state_is_silent_for_those_who_may_not_see_its_need():
    publish(make_need(institution=make_authority("HT"), visibility="secretariat"))
    (row,) = count_by_country(ANYONE, on=TODAY)
    assert (row.live.needs, row.last_need_at) == (0, None)


def test_a_posting_counts_under_every_modality_it_accepts():
    publish(make_need(modalities=["south_south", "triangular"]))
    counts = count_by_modality(ANYONE)
    assert {value: pair.needs for value, pair in counts.items() if pair.needs} == {
        "south_south": 1,
        "triangular": 1,
    }


def test_a_posting_without_a_modality_counts_where_the_filter_finds_it(client):
    publish(make_need(modalities=[]))
    publish(make_need(modalities=["triangular"]))
    counted = {value: pair.needs for value, pair in count_by_modality(ANYONE).items()}
    found = {
        value: client.get(f"/en/needs/?modality={value}").context["page"].paginator.count for value in counted
    }
    assert counted == found == {"south_south": 1, "triangular": 2, "north_south": 1, "multilateral": 1}


def test_stages_move_from_suggested_to_accepted():
    match, secretary = make_match(), make_secretary()
    assert (count_stages(secretary).suggested, count_stages(secretary).accepted) == (1, 0)
    accept_match(offer=match.offer, need=match.need, by=secretary, at=NOW)
    assert (count_stages(secretary).suggested, count_stages(secretary).accepted) == (0, 1)


def test_a_suggestion_counts_for_its_parties_and_the_secretariat_only():
    match = make_match()
    party = match.need.created_by
    stranger = make_person("official", make_authority("BR"))
    suggested = [count_stages(reader).suggested for reader in (party, make_secretary(), stranger, ANYONE)]
    assert suggested == [1, 1, 0, None]


def test_a_plan_says_how_many_of_its_parts_have_an_answer():
    axis = make_node("1")
    first, _second = make_node("1.1", axis), make_node("1.2", axis)
    publish(make_need(relations={"plan_nodes": [first]}))
    (row,) = list_plan_answers(ANYONE)
    assert (row.plan, row.parts, row.answered) == (axis.plan, 3, 2)


def test_the_home_page_tells_the_median_of_days_to_the_first_answer():
    match = make_match()
    assert home_figures(ANYONE, on=TODAY).days_to_answer is None
    accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW + timedelta(days=6))
    figures = home_figures(ANYONE, on=TODAY)
    assert (figures.days_to_answer, figures.accepted, figures.states_with_need, figures.states) == (
        6,
        1,
        1,
        2,
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_tree_costs_the_same_queries_for_any_number_of_postings(rows, django_assert_num_queries):
    axis = make_node("1")
    node = make_node("1.1", axis)
    for _ in range(rows):
        port_need(relations={"plan_nodes": [node], "themes": [make_theme()]})
        port_offer(relations={"plan_nodes": [node], "themes": [make_theme()]})
    with django_assert_num_queries(5):
        grow_tree(axis.plan, ANYONE)
