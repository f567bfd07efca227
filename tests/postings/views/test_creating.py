"""One form makes one posting, also for who comes back to it by the button Back."""

import uuid
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from needs.models import Need
from offers.models import Offer
from postings.choices import Status
from tests.factories_postings import publish, submit

MODELS = {"offers": Offer, "needs": Need}
pytestmark = pytest.mark.django_db


def open_form(client, twin, query=""):
    """The address that the form has, with its key."""
    return client.get(f"/en/{twin}/new/{query}").url


def test_a_new_form_has_a_key_in_its_address_and_keeps_it(people, twin, make, sign_in):
    source, client = publish(make(by=people.owner)), sign_in(people.owner)
    url = open_form(client, twin, f"?copy={source.reference}")
    query = parse_qs(urlsplit(url).query)
    page = client.get(url)
    assert (query["copy"], page.context["copied_from"].reference) == ([source.reference], source.reference)
    assert [str(page.context["form"]["form_key"].value())] == query["key"]
    assert page.context["form_action"] == f"/en/{twin}/new/?key={query['key'][0]}"


def test_saving_twice_under_one_key_edits_the_draft_that_the_first_made(people, twin, sign_in):
    client = sign_in(people.owner)
    url = open_form(client, twin)
    client.post(url, {"title": "First", "_save": "1"})
    client.post(url, {"title": "Second", "_save": "1"})
    posting = MODELS[twin].objects.get()
    assert (posting.title, posting.revision, posting.status) == ("Second", 2, Status.DRAFT)


def test_who_comes_back_to_the_form_by_the_button_back_finds_the_draft_it_made(people, twin, sign_in):
    client = sign_in(people.owner)
    url = open_form(client, twin)
    client.post(url, {"title": "First", "_save": "1"})
    posting = MODELS[twin].objects.get()
    assert client.get(url).url == f"/en/{twin}/{posting.reference}/edit/"


def test_who_comes_back_to_the_form_of_what_was_sent_finds_the_posting(people, twin, make, sign_in):
    posting, key = publish(make(by=people.owner)), uuid.uuid4()
    MODELS[twin].objects.update(form_key=key)
    found = sign_in(people.owner).get(f"/en/{twin}/new/?key={key}")
    assert found.url == f"/en/{twin}/{posting.reference}/"


def test_a_form_that_was_sent_cannot_be_saved_again_as_if_it_were_a_draft(people, twin, make, sign_in):
    submit(make(by=people.owner))
    key = uuid.uuid4()
    MODELS[twin].objects.update(form_key=key, revision=1)
    refused = sign_in(people.owner).post(f"/en/{twin}/new/?key={key}", {"title": "Ports", "_save": "1"})
    posting = MODELS[twin].objects.get()
    assert (refused.status_code, refused.context["form"]["title"].value()) == (422, "Ports")
    assert (posting.status, posting.title) == (Status.SUBMITTED, "Training of port officers")


@pytest.mark.parametrize("key", ["", "nonsense", "a" * 300])
def test_what_is_no_key_is_replaced(people, twin, sign_in, key):
    url = sign_in(people.owner).get(f"/en/{twin}/new/?key={key}").url
    assert uuid.UUID(parse_qs(urlsplit(url).query)["key"][0])


def test_a_form_whose_address_was_passed_on_makes_a_posting_of_its_own(people, twin, sign_in):
    url = open_form(sign_in(people.owner), twin)
    sign_in(people.owner).post(url, {"title": "First", "_save": "1"})
    colleague = sign_in(people.colleague)
    assert colleague.get(url).url != url
    colleague.post(url, {"title": "Another", "_save": "1"})
    made = MODELS[twin].objects.order_by("pk")
    assert [(row.title, row.created_by) for row in made] == [
        ("First", people.owner),
        ("Another", people.colleague),
    ]


@pytest.mark.parametrize(
    ("zone", "errors"),
    [("Pacific/Honolulu", []), ("Pacific/Kiritimati", ["expires_on"])],
)
def test_a_day_is_past_where_the_reader_is(people, twin, sign_in, zone, errors):
    """Kiritimati is a whole day ahead of Honolulu, at any moment."""
    type(people.owner).objects.filter(pk=people.owner.pk).update(time_zone=zone)
    client = sign_in(people.owner)
    url = open_form(client, twin)
    first = client.get(url).context["form"]["expires_on"].value()
    assert first == timezone.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=365)
    day = timezone.now().astimezone(ZoneInfo("Pacific/Honolulu")).date()
    client.post(url, {"title": "First", "expires_on": day.isoformat(), "_save": "1"})
    assert list(MODELS[twin].objects.get().unstored_input) == errors
