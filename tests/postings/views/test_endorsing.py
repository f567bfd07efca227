"""What the pages say where nobody can endorse, and how the secretariat stands in."""

import pytest

from postings.choices import Status
from tests.factories_postings import NOW, make_theme, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def _orphaned(people):
    people.focal.memberships.update(until=NOW.date())


def said(response):
    return [str(message) for message in response.context["messages"]]


def send(client, twin, posting):
    typed = {
        "original_language": "en",
        "title": "Training of port officers",
        "summary": "A course.",
        "themes": [make_theme().code],
        "institution": posting.institution.code,
        "role": posting.role,
        "working_languages": ["en"],
        "visibility": "public",
        "expires_on": "2027-11-01",
        "revision": posting.revision,
        "_send": "1",
    }
    return client.post(f"/en/{twin}/{posting.reference}/edit/", typed, follow=True)


def test_the_sender_is_told_that_the_focal_point_has_it(people, twin, make, sign_in):
    response = send(sign_in(people.owner), twin, make(by=people.owner))
    assert said(response) == ["Sent for endorsement. The focal point has been told."]
    assert "The focal point of Haiti" in response.content.decode()


@pytest.mark.usefixtures("_orphaned")
def test_the_sender_is_told_that_the_secretariat_has_it_where_nobody_can_endorse(people, twin, make, sign_in):
    response = send(sign_in(people.owner), twin, make(by=people.owner))
    assert said(response) == [
        "Sent for endorsement. No focal point can endorse it; the secretariat has been told."
    ]
    page = response.content.decode()
    assert "there is no focal point who can endorse it" in page
    assert "The focal point of Haiti" not in page


@pytest.mark.usefixtures("_orphaned")
def test_the_secretariat_stands_in_with_a_comment_that_says_who_agreed(people, twin, make, sign_in):
    posting = submit(make(by=people.owner))
    client, url = sign_in(people.secretary), f"/en/{twin}/{posting.reference}/steps/stand_in/"
    asked = "Say in a comment who in the country agreed, and how."
    assert asked in client.get(url).content.decode()
    refused = client.post(url, {"comment": ""})
    assert (refused.status_code, refused.context["form"].errors["comment"]) == (422, [asked])
    client.post(url, {"comment": "Note of the embassy of 3 May"})
    posting.refresh_from_db()
    assert (posting.status, posting.status_changes.last().comment) == (
        Status.ENDORSED,
        "Note of the embassy of 3 May",
    )


def test_nobody_stands_in_for_a_focal_point_who_is_there(people, twin, make, sign_in):
    posting = submit(make(by=people.owner))
    url = f"/en/{twin}/{posting.reference}/steps/stand_in/"
    sign_in(people.secretary).post(url, {"comment": "We are in a hurry"})
    assert sign_in(people.owner).post(url, {"comment": "So are we"}).status_code == 403
    posting.refresh_from_db()
    assert posting.status == Status.SUBMITTED
