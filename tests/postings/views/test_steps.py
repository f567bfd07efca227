"""The buttons of the workflow: asked once, taken once, and calm about a second click."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from postings.choices import Status
from tests.factories_postings import endorse, make_offer, publish, submit

pytestmark = pytest.mark.django_db


def said(response):
    return [str(message) for message in response.context["messages"]]


def buttons(page):
    return {item["step"].name for item in page.context["steps"]}


def test_the_page_shows_the_buttons_of_the_table_and_no_others(people, twin, make, sign_in):
    posting = submit(make(by=people.owner))
    shown = {
        who: buttons(sign_in(getattr(people, who)).get(f"/en/{twin}/{posting.reference}/"))
        for who in ("owner", "focal", "secretary", "reader")
    }
    assert shown == {
        "owner": {"withdraw"},
        "focal": {"endorse", "return", "withdraw"},
        "secretary": {"return", "withdraw"},
        "reader": set(),
    }


def test_a_double_click_is_answered_calmly(people, twin, make, sign_in):
    posting = submit(make(by=people.owner))
    client = sign_in(people.focal)
    first = client.post(f"/en/{twin}/{posting.reference}/steps/endorse/", follow=True)
    second = client.post(f"/en/{twin}/{posting.reference}/steps/endorse/", follow=True)
    assert said(first) == ["Endorsed. Status now: Endorsed, awaiting publication."]
    assert said(second) == ["This was already done: Endorsed."]
    posting.refresh_from_db()
    assert (posting.status, posting.status_changes.filter(transition="endorse").count()) == (
        Status.ENDORSED,
        1,
    )


def test_a_step_out_of_turn_changes_nothing_and_says_why(people, twin, make, sign_in):
    posting = make(by=people.owner)
    response = sign_in(people.owner).post(f"/en/{twin}/{posting.reference}/steps/pause/", follow=True)
    assert said(response) == ["“Pause” is not possible now, or not for you. Status: Draft."]
    assert posting.status_changes.count() == 0


def test_returning_asks_for_a_comment_and_keeps_the_rest(people, twin, make, sign_in):
    posting = submit(make(by=people.owner))
    client, url = sign_in(people.focal), f"/en/{twin}/{posting.reference}/steps/return/"
    assert client.get(url).context["form"].fields["comment"].required
    refused = client.post(url, {"comment": " "})
    assert (refused.status_code, refused.context["form"].errors["comment"]) == (
        422,
        ["Say in a comment what should change."],
    )
    switched = client.post(url, {"comment": "Half a comm", "_language": "es"})
    assert switched.context["form"]["comment"].value() == "Half a comm"
    client.post(url, {"comment": "Add figures"})
    posting.refresh_from_db()
    assert (posting.status, posting.status_changes.last().comment) == (Status.RETURNED, "Add figures")


def test_a_comment_sent_after_the_session_ended_comes_back_after_sign_in(people, twin, make, sign_in):
    posting = submit(make(by=people.owner))
    client, url = sign_in(people.focal), f"/en/{twin}/{posting.reference}/steps/return/"
    owner_field = re.search(r'name="_form_owner" value="([^"]+)"', client.get(url).content.decode())[1]
    client.logout()
    sent = client.post(url, {"comment": "Add figures", "_form_owner": owner_field})
    back = parse_qs(urlsplit(sent.url).query)["next"][0]
    page = sign_in(people.focal).get(back)
    assert (page.context["form"]["comment"].value(), page.context["form"].errors) == ("Add figures", {})


def test_a_comment_longer_than_its_limit_is_shown_again_with_the_limit(people, twin, make, sign_in):
    posting = submit(make(by=people.owner))
    long = "é" * 100_000
    page = sign_in(people.focal).post(f"/en/{twin}/{posting.reference}/steps/return/", {"comment": long})
    assert (page.status_code, page.context["form"]["comment"].value()) == (422, long)
    assert "at most 2000 characters (it has 100000)" in page.context["form"].errors["comment"][0]


@pytest.mark.parametrize("name", ["expire", "resubmit", "explode"])
def test_a_step_of_the_system_or_of_nobody_is_no_page(people, twin, make, sign_in, name):
    posting = publish(make(by=people.owner))
    assert sign_in(people.secretary).post(f"/en/{twin}/{posting.reference}/steps/{name}/").status_code == 404


def test_a_step_for_other_hands_is_refused(people, twin, make, sign_in):
    posting = publish(make(by=people.owner))
    assert sign_in(people.stranger).post(f"/en/{twin}/{posting.reference}/steps/pause/").status_code == 403
    assert sign_in(None).post(f"/en/{twin}/{posting.reference}/steps/pause/").status_code == 302


def test_nobody_publishes_what_the_same_hands_endorsed(people, sign_in):
    secretariat = people.secretary.memberships.get().institution
    people.focal.memberships.create(institution=secretariat, role="secretariat", since="2026-01-01")
    offer = submit(make_offer(by=people.owner))
    client = sign_in(people.focal)
    client.post(f"/en/offers/{offer.reference}/steps/endorse/")
    client.post(f"/en/offers/{offer.reference}/steps/publish/")
    offer.refresh_from_db()
    assert offer.status == Status.ENDORSED
    sign_in(people.secretary).post(f"/en/offers/{offer.reference}/steps/publish/")
    offer.refresh_from_db()
    assert offer.status == Status.PUBLISHED


def test_an_incomplete_draft_is_sent_back_to_its_form_with_the_reasons(people, twin, make, sign_in):
    posting = make(by=people.owner, words={"title": ""}, relations={"themes": []})
    response = sign_in(people.owner).post(f"/en/{twin}/{posting.reference}/steps/submit/", follow=True)
    assert response.redirect_chain[-1][0] == f"/en/{twin}/{posting.reference}/edit/?check=1"
    assert response.context["form"].errors == {
        "title": ["Give the posting a title."],
        "themes": ["Choose between one and five themes."],
    }


def test_a_step_is_never_taken_by_get(people, twin, make, sign_in):
    posting = endorse(make(by=people.owner))
    sign_in(people.secretary).get(f"/en/{twin}/{posting.reference}/steps/publish/")
    posting.refresh_from_db()
    assert posting.status == Status.ENDORSED


@pytest.mark.parametrize("step", ["pause", "fulfil", "withdraw"])
def test_what_ends_matching_is_asked_about_on_a_page_of_its_own(people, twin, make, sign_in, step):
    posting = publish(make(by=people.owner))
    client = sign_in(people.owner)
    page = client.get(f"/en/{twin}/{posting.reference}/")
    url = f"/en/{twin}/{posting.reference}/steps/{step}/"
    assert f'href="{url}"' in page.content.decode()
    assert f'action="{url}"' not in page.content.decode()
    assert [item["step"].name for item in page.context["steps"] if item["is_main"]] == []
    assert client.get(url).status_code == 200
    posting.refresh_from_db()
    assert posting.status == Status.PUBLISHED
