import re
from datetime import timedelta
from uuid import UUID

import pytest

from accounts import services
from accounts.models import AuditEntry, MailRequest
from mail.models import OutgoingMail
from tests.factories import NOW, PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW = "nine loud geese at dawn"


def link_in_mail():
    return re.search(r"/account/reset/([\w-]+)/([\w-]+)/", OutgoingMail.objects.latest("pk").body).groups()


def test_a_forgotten_password_is_set_by_a_link_in_the_persons_language(owner):
    services.request_password_reset(email="OWNER@example.org ", caller="10.0.0.1", at=NOW)
    mail = OutgoingMail.objects.get()
    assert (mail.to_address, mail.language) == (owner.email, "fr")
    uid, token = link_in_mail()
    services.reset_password(uid=uid, token=token, password=NEW, at=NOW)
    owner.refresh_from_db()
    assert owner.check_password(NEW)


def test_a_reset_link_works_once(owner):
    services.request_password_reset(email=owner.email, caller="10.0.0.1", at=NOW)
    uid, token = link_in_mail()
    services.reset_password(uid=uid, token=token, password=NEW, at=NOW)
    with pytest.raises(services.LinkNotValidError):
        services.reset_password(uid=uid, token=token, password=PASSWORD, at=NOW)


@pytest.mark.parametrize("uid", ["", "1", "MQ", "%%%", "\x00", str(UUID(int=0)), f"{UUID(int=0)}\n"])
def test_a_forged_link_is_refused_like_a_used_one(owner, uid):
    with pytest.raises(services.LinkNotValidError):
        services.find_by_reset_link(uid=uid, token="x-y")  # noqa: S106


def test_an_unknown_address_costs_the_same_work_and_leaves_nothing(django_assert_num_queries):
    make_user(email="known@example.org")
    services.request_password_reset(email="unknown@example.org", caller="10.0.0.1", at=NOW)
    assert OutgoingMail.objects.count() == 0
    # Sweep, count, note for both limits; then savepoint, look up, insert, release.
    with django_assert_num_queries(7):
        services.request_password_reset(email="known@example.org", caller="10.0.0.1", at=NOW)
    with django_assert_num_queries(8):  # the same, and rolled back
        services.request_password_reset(email="unknown@example.org", caller="10.0.0.1", at=NOW)


def ask(email, minutes=0, caller="10.0.0.1"):
    services.request_password_reset(email=email, caller=caller, at=NOW + timedelta(minutes=minutes))
    return OutgoingMail.objects.count()


def test_one_address_gets_three_links_an_hour_from_wherever(owner):
    sent = [ask(owner.email.upper() if n % 2 else owner.email, n, caller=f"10.0.0.{n}") for n in range(6)]
    assert sent == [1, 2, 3, 3, 3, 3]
    assert ask(owner.email, 60) == 4
    uid, token = link_in_mail()
    assert services.find_by_reset_link(uid=uid, token=token) == owner


def test_one_caller_gets_thirty_links_an_hour_whatever_the_addresses():
    people = [make_user() for _ in range(32)]
    sent = [ask(person.email) for person in people]
    assert sent[28:] == [29, 30, 30, 30]
    assert ask(people[31].email, caller="10.0.0.2") == 31


def test_what_is_counted_is_forgotten_after_an_hour_and_names_nobody(owner):
    ask(owner.email)
    ask("unknown@example.org", 30)
    assert MailRequest.objects.count() == 4
    assert [
        key
        for key in MailRequest.objects.values_list("key", flat=True)
        if not re.fullmatch("[0-9a-f]{64}", key)
    ] == []
    ask("other@example.org", 89)
    assert MailRequest.objects.count() == 4


def test_a_closed_account_gets_no_link():
    make_user(email="closed@example.org", is_active=False)
    services.request_password_reset(email="closed@example.org", caller="10.0.0.1", at=NOW)
    assert OutgoingMail.objects.count() == 0


def test_a_changed_password_is_told_by_mail_and_audited_without_the_secret(owner):
    services.set_password(user=owner, password=NEW, at=NOW)
    assert OutgoingMail.objects.get().to_address == owner.email
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before, entry.after) == ("account.password", {}, {})
