import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.choices import Role
from accounts.services import end_membership
from api.models import Token
from api.services import issue_token, revoke_token
from cooperanet.logs import JsonFormatter
from tests.factories import make_membership
from tests.factories_postings import make_offer, publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Bearer wrong", "invalid_token"),
        ("Bearer cn_live_00000000_" + "a" * 43, "invalid_token"),
        ("Bearer \x00", "invalid_token"),
        ("Bearer é", "invalid_token"),
        ("Bearer", "unknown_scheme"),
        ("Bearer one two", "unknown_scheme"),
        ("Basic YTpi", "unknown_scheme"),
        ("Token abc", "unknown_scheme"),
    ],
)
@pytest.mark.parametrize("where", ["offers/", "themes/", "schema/"])
def test_anything_but_a_good_token_is_refused_also_on_public_reads(ask, refused, where, header, code):
    answer = ask(where, headers={"authorization": header})
    errors = refused(answer, 401)["errors"]
    assert [(row["pointer"], row["code"]) for row in errors] == [("Authorization", code)]
    assert answer["WWW-Authenticate"] == 'Bearer realm="CooperaNet"'


def test_the_scheme_may_be_written_in_any_case(ask, secret_of, owner):
    assert ask("offers/", headers={"authorization": f"bearer {secret_of(owner)}"}).status_code == 200


def test_a_token_ends_with_its_term(ask, refused, owner):
    long_ago = timezone.now() - timedelta(days=91)
    membership = owner.memberships.get()
    secret = issue_token(membership=membership, name="Old", life=timedelta(days=90), by=owner, at=long_ago)[1]
    refused(ask("offers/", secret=secret), 401)


def test_a_revoked_token_is_refused_with_the_next_request(ask, refused, secret_of, owner):
    secret = secret_of(owner)
    assert ask("offers/", secret=secret).status_code == 200
    revoke_token(Token.objects.get(), by=owner, at=timezone.now())
    refused(ask("offers/", secret=secret), 401)


def test_a_token_ends_with_its_membership_on_the_next_request(ask, refused, secret_of, owner, administrator):
    secret = secret_of(owner)
    assert ask("offers/", secret=secret).status_code == 200
    end_membership(membership=owner.memberships.get(), by=administrator, at=timezone.now())
    refused(ask("offers/", secret=secret), 401)


def test_a_token_of_a_person_who_is_shut_out_is_refused(ask, refused, secret_of, owner):
    secret = secret_of(owner)
    owner.is_active = False
    owner.save(update_fields=["is_active"])
    refused(ask("offers/", secret=secret), 401)


def test_a_token_sees_what_its_one_membership_sees_and_no_more(ask, secret_of, home, abroad, stranger, owner):
    make_membership(stranger, home, Role.READER)
    hidden = publish(make_offer(by=owner, institution=home, visibility="secretariat"))
    at_home, away = stranger.memberships.get(institution=home), stranger.memberships.get(institution=abroad)
    seen = [
        ask(f"offers/{hidden.reference}/", secret=secret_of(stranger, membership=m)).status_code
        for m in (at_home, away)
    ]
    assert seen == [200, 404]


def test_an_answer_to_a_token_is_stored_nowhere(ask, owner):
    assert ask("offers/", owner)["Cache-Control"] == "private, no-store"


def test_a_token_in_the_address_is_refused_and_not_logged(ask, refused, secret_of, owner, caplog):
    secret = secret_of(owner)
    with caplog.at_level(logging.INFO):
        for where in ("offers/", "offers/OF-2020-0001/", "themes/", "schema/"):
            errors = refused(ask(f"{where}?access_token={secret}"), 400)["errors"]
            assert [(row["pointer"], row["code"]) for row in errors] == [
                ("access_token", "unknown_parameter")
            ]
    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert len(lines) == 4
    assert secret not in "".join(lines)


def test_a_session_of_the_portal_opens_nothing_in_the_api(ask, client, home, owner):
    hidden = publish(make_offer(by=owner, institution=home, visibility="secretariat"))
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/api/v1/offers/{hidden.reference}/").status_code == 404
    assert ask(f"offers/{hidden.reference}/", owner).status_code == 200
