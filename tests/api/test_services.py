from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.choices import Role
from accounts.models import AuditEntry
from api.models import Token
from api.services import (
    DOUBLE_CLICK,
    LONGEST_LIFE,
    NotYourMembership,
    TokenIssuedAlready,
    TokenLifeTooLong,
    find_token,
    issue_token,
    revoke_token,
)
from tests.factories import make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def issue(owner, **facts):
    facts = {
        "membership": owner.memberships.get(),
        "name": "Ministry",
        "life": 90 * DAY,
        "at": timezone.now(),
        **facts,
    }
    return issue_token(by=owner, **facts)


def test_the_table_holds_no_usable_secret(owner):
    token, secret = issue(owner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM api_token t")
        dump = cursor.fetchall()
        cursor.execute("SELECT a::text FROM accounts_auditentry a")
        dump += cursor.fetchall()
    assert token.prefix in str(dump)
    assert secret not in str(dump)
    assert secret.removeprefix(f"{token.prefix}_") not in str(dump)
    assert [find_token(word, at=timezone.now()) for word in (token.digest, token.prefix)] == [None, None]


def test_secrets_carry_a_mark_and_are_never_alike(owner):
    secrets = {issue(owner)[1] for _ in range(5)}
    assert len(secrets) == 5
    assert {secret[:8] for secret in secrets} == {"cn_live_"}


def test_a_token_is_found_by_its_whole_secret_only(owner):
    token, secret = issue(owner)
    other = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    assert find_token(secret, at=timezone.now()) == token
    assert find_token(other, at=timezone.now()) is None


def test_the_day_of_use_is_noted_once_a_day(owner, django_assert_num_queries):
    _token, secret = issue(owner)
    now = timezone.now()
    with django_assert_num_queries(2):
        find_token(secret, at=now)
    with django_assert_num_queries(1):
        find_token(secret, at=now)
    assert Token.objects.get().last_used_on == now.date()


def test_nobody_issues_a_token_for_the_membership_of_another(owner, stranger):
    with pytest.raises(NotYourMembership):
        issue(owner, membership=stranger.memberships.get())


def test_nobody_issues_a_token_for_a_membership_that_ended(owner):
    owner.memberships.update(until=timezone.now().date())
    with pytest.raises(NotYourMembership):
        issue(owner)


def test_readers_may_issue_tokens_too(home):
    reader = make_person(home, Role.READER)
    assert issue(reader)[0].membership == reader.memberships.get()


def test_no_token_lives_longer_than_two_years(owner):
    issue(owner, life=LONGEST_LIFE)
    with pytest.raises(TokenLifeTooLong):
        issue(owner, life=LONGEST_LIFE + DAY)


def test_a_double_click_gives_one_token_and_both_answers_tell_its_secret(owner):
    key, now = uuid4(), timezone.now()
    first = issue(owner, form_key=key, at=now)
    second = issue(owner, form_key=key, at=now + timedelta(seconds=1))
    assert first == second
    assert find_token(first[1], at=now) == Token.objects.get()
    assert AuditEntry.objects.filter(action="token.issue").count() == 1


@pytest.mark.parametrize(
    "change",
    [{"name": "Another"}, {"life": 30 * DAY}, {"late": DOUBLE_CLICK + DAY}, {"revoked": True}],
    ids=str,
)
def test_a_form_that_comes_back_changed_or_late_is_told_no_secret(owner, change):
    key, now = uuid4(), timezone.now()
    token, _secret = issue(owner, form_key=key, at=now)
    if change.pop("revoked", False):
        revoke_token(token, by=owner, at=now)
    with pytest.raises(TokenIssuedAlready) as refusal:
        issue(owner, form_key=key, at=now + change.pop("late", timedelta(seconds=1)), **change)
    assert (refusal.value.token, Token.objects.count()) == (token, 1)


def test_the_key_of_a_form_opens_nothing_for_another_person(owner, colleague):
    key, now = uuid4(), timezone.now()
    token, secret = issue(owner, form_key=key, at=now)
    other, other_secret = issue(colleague, form_key=key, at=now)
    assert (token.pk != other.pk, secret != other_secret) == (True, True)


def test_what_the_table_holds_of_a_form_makes_no_secret(owner):
    key, now = uuid4(), timezone.now()
    token, secret = issue(owner, form_key=key, at=now)
    assert token.form_key != key
    with pytest.raises(TokenIssuedAlready):
        issue(owner, form_key=key, at=now + DOUBLE_CLICK + DAY)
    assert issue(owner, form_key=token.form_key, at=now)[1] != secret


def test_issue_and_revocation_are_written_down_once(owner, home):
    token, _secret = issue(owner)
    for _ in range(2):
        revoke_token(token, by=owner, at=timezone.now())
    entries = AuditEntry.objects.filter(subject=token.prefix).order_by("pk")
    assert [(row.actor, row.action, row.country) for row in entries] == [
        (owner, "token.issue", home.country),
        (owner, "token.revoke", home.country),
    ]
    assert entries[0].after == {"name": "Ministry", "role": "official", "institution": "ht-ports"}
