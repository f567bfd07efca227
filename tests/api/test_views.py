import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from api.models import Token
from api.services import find_token, issue_token
from api.v1.examples import EXPLANATION, SUGGESTION
from directory.services import load_reference
from matching.services import accept_match
from tests.factories import NOW, make_person
from tests.factories_matching import make_match
from tests.factories_postings import make_secretary

pytestmark = pytest.mark.django_db
PAGE = "/en/account/tokens/"
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "reference"


def sign_in(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def fill(client, user, **answers):
    form = client.get(PAGE).context["form"]
    return {
        "name": "Ministry",
        "membership": user.memberships.first().key,
        "life": "365",
        "form_key": str(form["form_key"].initial),
        **answers,
    }


def give_token(user, name="Ministry"):
    at = timezone.now()
    return issue_token(membership=user.memberships.get(), name=name, life=timedelta(days=90), by=user, at=at)[
        0
    ]


@pytest.mark.parametrize("role", [Role.READER, Role.OFFICIAL, Role.FOCAL_POINT, Role.ADMINISTRATOR])
def test_anyone_with_a_membership_issues_a_token(home, role):
    user = make_person(home, role)
    client = sign_in(user)
    answer = client.post(PAGE, fill(client, user))
    secret = answer.context["secret"]
    token = find_token(secret, at=timezone.now())
    assert (token.name, token.membership, token.created_by) == ("Ministry", user.memberships.get(), user)
    assert token.expires_at - token.created_at == timedelta(days=365)
    assert answer["Cache-Control"] == "private, no-store"


def test_the_secret_is_shown_once(owner):
    client = sign_in(owner)
    secret = client.post(PAGE, fill(client, owner)).context["secret"]
    page = client.get(PAGE).content.decode()
    assert secret not in page
    assert secret.rpartition("_")[0][:16] in page


def test_the_second_half_of_a_double_click_shows_the_same_secret(owner):
    client = sign_in(owner)
    form = fill(client, owner)
    answers = [client.post(PAGE, form) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].context["secret"] == answers[1].context["secret"]
    assert Token.objects.count() == 1


def test_a_used_form_that_comes_back_changed_issues_nothing_and_says_so(owner):
    client = sign_in(owner)
    form = fill(client, owner)
    secret = client.post(PAGE, form).context["secret"]
    again = client.post(PAGE, form | {"name": "Another"}, follow=True)
    assert again.redirect_chain == [(PAGE, 302)]
    assert Token.objects.count() == 1
    assert Token.objects.get().prefix in str([str(message) for message in again.context["messages"]])
    assert secret not in again.content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("life", "99999"),
        ("membership", "0"),
        ("membership", str(UUID(int=1))),
        ("form_key", ""),
        ("form_key", "x"),
    ],
)
def test_a_form_that_makes_no_sense_issues_nothing(owner, name, value):
    client = sign_in(owner)
    answer = client.post(PAGE, fill(client, owner, **{name: value}))
    assert (list(answer.context["form"].errors), Token.objects.count()) == ([name], 0)


def test_the_options_name_no_row_by_its_number(owner):
    page = sign_in(owner).get(PAGE).content.decode()
    membership = owner.memberships.get()
    assert (f'value="{membership.key}"' in page, f'value="{membership.pk}"' in page) == (True, False)


def test_only_own_memberships_that_run_can_be_chosen(owner, stranger):
    client = sign_in(owner)
    assert list(client.get(PAGE).context["form"].fields["membership"].queryset) == [owner.memberships.get()]
    answer = client.post(PAGE, fill(client, owner, membership=stranger.memberships.get().key))
    assert (list(answer.context["form"].errors), Token.objects.count()) == (["membership"], 0)
    owner.memberships.update(until=timezone.now().date())
    assert list(client.get(PAGE).context["form"].fields["membership"].queryset) == []


def test_people_see_their_own_tokens_and_administrators_all(owner, colleague, administrator):
    tokens = [give_token(owner, "Mine"), give_token(colleague, "Theirs")]
    listed = {
        user.email: [token.name for token in sign_in(user).get(PAGE).context["tokens"]]
        for user in (owner, colleague, administrator)
    }
    assert len(tokens) == 2
    assert listed == {
        owner.email: ["Mine"],
        colleague.email: ["Theirs"],
        administrator.email: ["Theirs", "Mine"],
    }


def test_a_token_says_why_it_is_of_no_use_any_more(owner):
    states = {"Revoked": {"revoked_at": timezone.now()}, "Expired": {"expires_at": timezone.now()}}
    for name, facts in states.items():
        Token.objects.filter(pk=give_token(owner, name).pk).update(**facts)
    page = sign_in(owner).get(PAGE).content.decode()
    assert all(f"<td>\n                  {name}" in page for name in states)
    assert "Revoke “" not in page
    give_token(owner, "Live")
    assert "Revoke “Live”" in sign_in(owner).get(PAGE).content.decode()
    owner.memberships.update(until=timezone.now().date())
    assert "Ended with its membership" in sign_in(owner).get(PAGE).content.decode()


def test_the_owner_revokes_a_token(owner):
    token = give_token(owner)
    answer = sign_in(owner).post(f"{PAGE}{token.prefix}/revoke/")
    token.refresh_from_db()
    assert (answer.status_code, answer["Location"], token.revoked_at is None) == (302, PAGE, False)


def test_a_stranger_cannot_revoke_a_token_nor_learn_that_it_exists(
    owner, colleague, focal_point, stranger, secretary
):
    token = give_token(owner)
    for user in (colleague, focal_point, stranger, secretary):
        client = sign_in(user)
        assert client.post(f"{PAGE}{token.prefix}/revoke/").status_code == 404
        assert client.post(f"{PAGE}cn_live_00000000/revoke/").status_code == 404
        assert token.prefix not in client.get(PAGE).content.decode()
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_token_is_not_revoked_by_following_a_link(owner):
    token = give_token(owner)
    assert sign_in(owner).get(f"{PAGE}{token.prefix}/revoke/").status_code == 405
    token.refresh_from_db()
    assert token.revoked_at is None


def test_nobody_sees_the_page_of_tokens_without_signing_in():
    answer = Client().get(PAGE)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/en/account/sign-in/")


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt-br"])
def test_the_reference_page_is_for_everyone_in_their_language(language):
    page = Client().get(f"/{language}/api/")
    words = page.content.decode()
    assert (page.status_code, page["Content-Language"]) == (200, language)
    assert words.count('id="') > 12
    assert "http://testserver/api/v1/offers/" in words
    # Nothing inside <main> is in another language than the page.
    assert 'lang="' not in words[words.index("<main") : words.index("</main")]


def test_the_reference_page_answers_what_a_partner_asks(ask):
    page = Client().get("/en/api/").content.decode()
    for word in (
        "curl",
        "Authorization: Bearer",
        "page_size",
        "application/problem+json",
        "/api/v1/schema/",
        "offers_list",
    ):
        assert word in page
    # The example on the page is what the API really says.
    real = ask("offers/?colour=blue").json()
    assert all(word in page for word in (real["title"], real["detail"], real["errors"][0]["code"]))


def test_every_printed_example_is_answered(ask, secretary):
    load_reference(folder=FIXTURES, at=timezone.now())
    match = make_match()
    accepted = accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW)
    for language in ("en", "es", "fr", "pt-br"):
        page = unescape(Client().get(f"/{language}/api/").content.decode())
        examples = re.findall(r"curl (.*)\"http://testserver/api/v1/(\S+)\"", page)
        answers = [
            ask(path, secretary if "$TOKEN" in headers else None).status_code for headers, path in examples
        ]
        assert (language, answers) == (language, [200] * 4)
        assert accepted.reference in page


def test_the_reference_page_prints_the_answers_that_the_schema_has_examples_of():
    page = unescape(Client().get("/en/api/").content.decode())
    for example in (SUGGESTION, EXPLANATION):
        assert json.dumps(example, indent=2, ensure_ascii=False) in page
