"""Whatever the database would refuse is answered before, beside the field that it is about."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint

from needs.models import Need
from offers.models import Offer
from postings.choices import Status
from postings.services import IncompletePosting, apply_transition, find_errors
from tests.factories_postings import NOW, make_need, make_offer

pytestmark = pytest.mark.django_db

# By the end of a rule's name: values that break it.
BREAKING = {
    "period_in_order": {"period_from": date(2027, 2, 1), "period_until": date(2027, 1, 1)},
    "visibility_known": {"visibility": "nobody"},
    "valid_until_a_day": {"expires_on": None},
    "role_known": {"role": ""},
    "places_within_capacity": {"capacity": 5, "remaining_places": 6},
}
# Written by the gate alone, from the table of transitions.
OF_THE_GATE = {"status_known"}
MAKERS = {Offer: make_offer, Need: make_need}
RULES = [
    (model, rule) for model in MAKERS for rule in model._meta.constraints if isinstance(rule, CheckConstraint)
]


def ending(model, rule):
    return rule.name.removeprefix(f"{model._meta.db_table}_")


OF_PEOPLE = [(model, rule) for model, rule in RULES if ending(model, rule) not in OF_THE_GATE]


def test_every_rule_of_both_twins_is_tried():
    assert {ending(model, rule) for model, rule in RULES} == set(BREAKING) | OF_THE_GATE


@pytest.mark.parametrize(("model", "rule"), OF_PEOPLE, ids=lambda value: getattr(value, "name", None))
def test_what_a_rule_forbids_is_said_by_field_and_the_database_is_never_asked(model, rule):
    breaking = BREAKING[ending(model, rule)]
    posting = MAKERS[model]()
    for field, value in breaking.items():
        setattr(posting, field, value)
    errors = find_errors(posting, target=Status.SUBMITTED, at=NOW)
    assert list(errors) == [rule.violation_error_code]
    assert rule.violation_error_code in breaking


@pytest.mark.parametrize(("model", "rule"), RULES, ids=lambda value: getattr(value, "name", None))
def test_a_draft_that_breaks_a_rule_is_refused_by_the_gate_and_can_be_withdrawn(model, rule):
    name = ending(model, rule)
    posting = MAKERS[model]()
    try:
        with transaction.atomic():
            model.objects.filter(pk=posting.pk).update(**BREAKING.get(name, {"status": "somewhere"}))
    except IntegrityError:
        assert name in {"visibility_known", "status_known"}  # rules that hold for drafts, too
        return
    with pytest.raises(IncompletePosting) as refused:
        apply_transition(posting, "submit", by=posting.created_by, at=NOW)
    assert list(refused.value.errors) == [rule.violation_error_code]
    taken = apply_transition(posting, "withdraw", by=posting.created_by, at=NOW)
    assert taken.status == Status.WITHDRAWN


@pytest.mark.parametrize("field", ["period_until", "expires_on"])
@pytest.mark.parametrize("day", [date(9999, 12, 31), date(2037, 1, 1)])
def test_no_day_lies_further_ahead_than_can_be_meant(field, day):
    posting = make_offer(**{field: day})
    assert find_errors(posting, target=Status.SUBMITTED, at=NOW) == {
        field: "Choose a day not more than 10 years ahead."
    }


def test_a_complete_posting_has_no_errors():
    posting = make_offer(capacity=5, remaining_places=5, expires_on=date(2036, 12, 31))
    assert find_errors(posting, target=Status.PUBLISHED, at=NOW) == {}


def test_what_a_draft_could_not_store_is_corrected_first():
    posting = make_need(unstored_input={"period_from": ["31/02/2027"]})
    assert find_errors(posting, target=Status.SUBMITTED, at=NOW) == {"period_from": "Correct this entry."}
