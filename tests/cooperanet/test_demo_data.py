"""The demonstration postings as files: what a database would refuse, and what a reader would find odd."""

import csv
import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from needs.choices import Urgency
from offers.choices import OfferKind
from postings.choices import Delivery, Financing, Modality, PartyRole, PostingLanguage, Status, Visibility

FIXTURES = Path(__file__).parents[2] / "fixtures"
REFERENCE = FIXTURES / "reference"
LANGUAGES = {"en", "es", "fr", "pt"}
MOST = {"title": 110, "summary": 500, "financing_note": 300, "contact_name": 120}


def read(name):
    return list(
        chain.from_iterable(
            json.loads(path.read_text(encoding="utf-8"))
            for path in sorted((FIXTURES / "demo").glob(f"{name}-*.json"))
        )
    )


def read_codes(name):
    with (REFERENCE / name).open(encoding="utf-8", newline="") as lines:
        return {row["code"] for row in csv.DictReader(lines)}


def read_nodes():
    plans = [json.loads(path.read_text(encoding="utf-8")) for path in (REFERENCE / "plans").glob("*.json")]
    return {f"{plan['plan']['code']}:{node['code']}" for plan in plans for node in plan["nodes"]}


def find_unknown(field, known):
    return sorted(set(chain.from_iterable(row[field] for row in POSTINGS)) - set(known))


OFFERS = read("offers")
NEEDS = read("needs")
POSTINGS = [*OFFERS, *NEEDS]


def test_there_is_enough_to_look_at():
    assert len(OFFERS) >= 80
    assert len(NEEDS) >= 30
    assert len({row["institution"] for row in POSTINGS}) >= 22


@pytest.mark.parametrize("rows", [OFFERS, NEEDS], ids=["offers", "needs"])
def test_every_language_writes_on_both_sides(rows):
    assert {row["language"] for row in rows} == LANGUAGES


def test_no_two_postings_have_the_same_title():
    counts = Counter(row["title"] for row in POSTINGS)
    assert [title for title, count in counts.items() if count > 1] == []


def test_all_institutions_are_in_the_directory():
    assert {row["institution"] for row in POSTINGS} - read_codes("institutions.csv") == set()


def test_all_themes_are_sub_themes_and_at_most_three():
    rows = json.loads((REFERENCE / "themes.json").read_text(encoding="utf-8"))
    assert find_unknown("themes", [row["code"] for row in rows if row["parent"]]) == []
    assert [row["title"] for row in POSTINGS if not 1 <= len(set(row["themes"])) <= 3] == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [("countries", "countries.csv"), ("groups", "groups.csv")],
)
def test_all_countries_and_groups_are_in_the_directory(kind, name):
    known = read_codes(name)
    assert find_unknown(f"eligible_{kind}", known) == []
    assert find_unknown(f"preferred_{kind}", known) == []


def test_all_goals_are_goals():
    assert find_unknown("goals", range(1, 18)) == []


def test_each_plan_is_answered_from_both_sides():
    plans = {code.partition(":")[0] for code in read_nodes()}
    for rows in (NEEDS, OFFERS):
        live = [row for row in rows if (row["status"], row["visibility"]) == ("published", "public")]
        assert {code.partition(":")[0] for row in live for code in row["plan_nodes"]} == plans


def test_all_plan_nodes_are_in_the_plans():
    assert find_unknown("plan_nodes", read_nodes()) == []


@pytest.mark.parametrize(
    ("field", "choices"),
    [
        ("status", Status),
        ("role", PartyRole),
        ("delivery", Delivery),
        ("financing", Financing),
        ("visibility", Visibility),
        ("language", PostingLanguage),
    ],
)
def test_every_choice_is_known(field, choices):
    assert {row[field] for row in POSTINGS} - set(choices.values) == set()


def test_every_choice_of_several_is_known():
    assert find_unknown("modalities", Modality.values) == []
    assert find_unknown("working_languages", PostingLanguage.values) == []


def test_each_twin_has_its_own_fields():
    assert {row["kind"] for row in OFFERS} == set(OfferKind.values)
    assert {row["urgency"] for row in NEEDS} == set(Urgency.values)
    assert {row["role"] for row in NEEDS} == {PartyRole.RECIPIENT}
    assert PartyRole.RECIPIENT not in {row["role"] for row in OFFERS}
    assert [row["title"] for row in NEEDS if not (row["situation"] and row["result_wanted"])] == []


@pytest.mark.parametrize("field", MOST)
def test_texts_keep_their_length(field):
    assert [row["title"] for row in POSTINGS if len(row[field]) > MOST[field]] == []


def test_details_say_something_and_stay_readable():
    assert [row["title"] for row in POSTINGS if not 50 <= len(row["details"].split()) <= 160] == []


def test_no_contact_can_be_reached_by_accident():
    assert [
        row["contact_email"]
        for row in POSTINGS
        if not re.fullmatch(r"[a-z.\-]+@[a-z\-]+\.example", row["contact_email"])
    ] == []


def test_periods_and_places_are_possible():
    assert [row["title"] for row in POSTINGS if row["from_days"] >= row["until_days"]] == []
    counted = [row for row in OFFERS if row["capacity"] is not None and row["remaining_places"] is not None]
    assert [row["title"] for row in counted if row["remaining_places"] > row["capacity"]] == []


def test_no_step_of_a_demo_posting_lies_in_the_future():
    """The loader pauses and fulfils three days after publication."""
    late = {Status.PAUSED: 4, Status.FULFILLED: 4}
    assert [
        row["title"] for row in POSTINGS if not late.get(row["status"], 2) <= row["age_days"] <= 300
    ] == []


def test_the_language_of_the_text_is_a_working_language():
    assert [row["title"] for row in POSTINGS if row["language"] not in row["working_languages"]] == []


def test_translations_are_complete_and_into_other_languages():
    translated = [row for row in POSTINGS if row["translations"]]
    assert len(translated) >= 15
    for row in translated:
        wanted = {"title", "summary", "details"} | ({"situation", "result_wanted"} if row in NEEDS else set())
        assert row["language"] not in row["translations"]
        assert all(
            {name for name, text in words.items() if text} == wanted for words in row["translations"].values()
        )


def test_a_newcomer_from_haiti_finds_spanish_offers_on_training_for_ports():
    found = [
        row
        for row in OFFERS
        if row["language"] == "es"
        and "ports-logistics" in row["themes"]
        and row["kind"] == OfferKind.TRAINING
        and row["status"] == Status.PUBLISHED
        and row["visibility"] == Visibility.PUBLIC
        and row["interpretation_accepted"]
        and {"HT", "CELAC", "OAS"} & {*row["eligible_countries"], *row["eligible_groups"]}
    ]
    assert {"pa-mire", "co-apc", "mx-amexcid"} <= {row["institution"] for row in found}
    # The need itself is posted live, by a person.
    assert [
        row["title"]
        for row in NEEDS
        if row["institution"] == "ht-mpce" and "ports-logistics" in row["themes"]
    ] == []
