"""Nothing typed is lost, on any page with a form: not by the language switch, not by a session that ended."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories_matching import make_match
from tests.factories_postings import endorse, make_offer

pytestmark = pytest.mark.django_db


def find_pair():
    match = make_match()
    return [match.need.reference, match.offer.reference]


@pytest.fixture
def pages(home, owner, focal_point, secretary):
    """Each page with a form: who fills it in, what its address takes, what one field holds, and where it is sent."""
    return {
        "accounts:profile": (owner, list, "full_name", None),
        "accounts:invite": (focal_point, list, "full_name", None),
        "accounts:end-membership": (focal_point, lambda: [owner.memberships.get().key], "reason", None),
        "api:tokens": (owner, list, "name", None),
        "secretariat:institution-new": (secretary, list, "name_en", None),
        "secretariat:institution": (secretary, lambda: [home.code], "acronym", None),
        "secretariat:side": (secretary, lambda: [home.country.code], "note", None),
        "secretariat:membership-new": (secretary, lambda: [home.country.code], "note", None),
        "secretariat:review": (
            secretary,
            lambda: [endorse(make_offer()).reference],
            "comment",
            "secretariat:step",
        ),
        "secretariat:suggestion": (secretary, find_pair, "comment", "secretariat:decide"),
    }


NAMES = (
    "accounts:profile",
    "accounts:invite",
    "accounts:end-membership",
    "api:tokens",
    "secretariat:institution-new",
    "secretariat:institution",
    "secretariat:side",
    "secretariat:membership-new",
    "secretariat:review",
    "secretariat:suggestion",
)


def address(name, args, language):
    with translation.override(language):
        return reverse(name, args=args)


@pytest.mark.parametrize("name", NAMES)
def test_the_language_switch_shows_what_was_typed_and_judges_nothing(client, pages, name):
    person, find_args, field, target = pages[name]
    args = find_args()
    client.force_login(person)
    page = client.get(address(name, args, "en")).content.decode()
    assert 'name="_language" value="fr"' in page
    shown = client.post(address(target or name, args, "en"), {field: "Half a sent", "_language": "fr"})
    form = shown.context["form"]
    assert (shown.status_code, form[field].value(), form.errors) == (200, "Half a sent", {})
    assert '<html lang="fr">' in shown.content.decode()
    assert f'action="{address(target or name, args, "fr")}"' in shown.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_what_was_sent_after_the_session_ended_comes_back_after_sign_in(client, pages, name):
    person, find_args, field, target = pages[name]
    args = find_args()
    client.force_login(person)
    owner_field = re.search(
        r'name="_form_owner" value="([^"]+)"', client.get(address(name, args, "en")).content.decode()
    )[1]
    client.logout()
    sent = client.post(
        address(target or name, args, "en"), {field: "Typed before", "_form_owner": owner_field}
    )
    back = parse_qs(urlsplit(sent.url).query)["next"][0]
    assert urlsplit(back).path == address(name, args, "en")
    client.force_login(person)
    page = client.get(back)
    form = page.context["form"]
    assert (form[field].value(), form.errors) == ("Typed before", {})
    assert [str(message) for message in page.context["messages"]] == [
        "Your session had expired. What you had typed is back; nothing has been saved yet."
    ]


def test_a_form_that_is_gone_is_said_to_be_gone(client, owner):
    client.force_login(owner)
    page = client.get("/en/account/?kept=gone")
    assert page.context["form"]["full_name"].value() == owner.full_name
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]
