"""What keeps a posting from being sent stands beside its field, and nothing that was typed is lost."""

import pytest
from django.utils import timezone

from needs.models import Need
from offers.models import Offer
from postings.choices import Status

MODELS = {"offers": Offer, "needs": Need}
REVERSED = {"period_from": "2027-06-30", "period_until": "2027-01-01"}
pytestmark = pytest.mark.django_db


def test_a_draft_with_days_out_of_order_is_kept_and_said_at_once(people, twin, sign_in):
    client = sign_in(people.owner)
    page = client.post(f"/en/{twin}/new/", {"title": "Ports", **REVERSED, "_save": "1"}, follow=True)
    form = page.context["form"]
    assert [str(message) for message in page.context["messages"]] == [
        "The draft is saved. Some entries need a correction; they are marked below."
    ]
    assert form.errors == {"period_until": ["The last day is before the first."]}
    assert [form[name].value() for name in ("title", *REVERSED)] == ["Ports", *REVERSED.values()]


def test_a_draft_that_is_corrected_can_be_saved_and_says_nothing_more(people, twin, sign_in):
    client = sign_in(people.owner)
    page = client.post(f"/en/{twin}/new/", {"title": "Ports", **REVERSED, "_save": "1"}, follow=True)
    posting = MODELS[twin].objects.get()
    better = {"title": "Ports", "period_from": "2026-12-01", "period_until": "2027-01-01"}
    revision = page.context["form"]["revision"].value()
    page = client.post(
        f"/en/{twin}/{posting.reference}/edit/",
        {**better, "revision": revision, "_save": "1"},
        follow=True,
    )
    posting.refresh_from_db()
    assert (page.context["form"].errors, posting.unstored_input) == ({}, {})
    assert [str(posting.period_from), str(posting.period_until)] == ["2026-12-01", "2027-01-01"]


def test_sending_a_draft_with_days_out_of_order_from_its_page_leads_to_the_form(people, twin, make, sign_in):
    posting = make(by=people.owner)
    MODELS[twin].objects.update(**REVERSED)
    page = sign_in(people.owner).post(f"/en/{twin}/{posting.reference}/steps/submit/", follow=True)
    form = page.context["form"]
    assert page.redirect_chain == [(f"/en/{twin}/{posting.reference}/edit/?check=1", 302)]
    assert form.errors == {"period_until": ["The last day is before the first."]}
    assert (form["period_until"].value(), form["title"].value()) == (
        "2027-01-01",
        "Training of port officers",
    )
    assert 'href="#id_period_until"' in page.content.decode()
    assert MODELS[twin].objects.get().status == Status.DRAFT


def test_sending_a_draft_whose_validity_ended_meanwhile_says_so_beside_the_day(people, twin, make, sign_in):
    posting = make(by=people.owner, expires_on="2020-01-01")
    page = sign_in(people.owner).post(f"/en/{twin}/{posting.reference}/steps/submit/", follow=True)
    assert page.context["form"].errors == {
        "expires_on": ["Its last day of validity is past. Choose a later one."]
    }


def test_a_draft_says_beside_the_field_what_it_could_not_store_when_it_is_sent(people, twin, make, sign_in):
    posting = make(by=people.owner)
    MODELS[twin].objects.update(unstored_input={"period_from": ["31/02"]})
    page = sign_in(people.owner).post(f"/en/{twin}/{posting.reference}/steps/submit/", follow=True)
    form = page.context["form"]
    assert form.errors == {"period_from": ["Write the day as year-month-day, for example 2026-03-31."]}
    assert form["period_from"].value() == "31/02"


@pytest.mark.parametrize("typed", ["9999-12-31", "1066-10-14"])
def test_a_day_that_nobody_can_mean_is_refused_with_the_bounds(people, twin, make, sign_in, typed):
    posting = make(by=people.owner)
    page = sign_in(people.owner).post(
        f"/en/{twin}/{posting.reference}/edit/",
        {"title": "Ports", "period_from": typed, "revision": 1, "_save": "1"},
        follow=True,
    )
    last = timezone.localdate().year + 10
    assert page.context["form"].errors == {
        "period_from": [f"Write a day between 1990-01-01 and {last}-12-31."]
    }
    assert page.context["form"]["period_from"].value() == typed


def test_a_title_is_one_line_and_turns_no_letters(people, twin, sign_in):
    sign_in(people.owner).post(
        f"/en/{twin}/new/",
        {"title": "Port\u202es fo\r\nlaw\u2066", "details": "One\r\ntwo\u202e", "_save": "1"},
    )
    posting = MODELS[twin].objects.get()
    assert (posting.title, posting.original_text.details) == ("Ports fo law", "One\ntwo")
