import re

import pytest

from accounts import services
from accounts.models import AuditEntry
from mail.models import OutgoingMail
from tests.factories import NOW, PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW = "nine loud geese at dawn"


def link_in_mail():
    return re.search(r"/account/reset/([\w-]+)/([\w-]+)/", OutgoingMail.objects.latest("pk").body).groups()


def test_a_forgotten_password_is_set_by_a_link_in_the_persons_language(owner):
    services.request_password_reset(email="OWNER@example.org ", at=NOW)
    mail = OutgoingMail.objects.get()
    assert (mail.to_address, mail.language) == (owner.email, "fr")
    uid, token = link_in_mail()
    services.reset_password(uid=uid, token=token, password=NEW, at=NOW)
    owner.refresh_from_db()
    assert owner.check_password(NEW)


def test_a_reset_link_works_once(owner):
    services.request_password_reset(email=owner.email, at=NOW)
    uid, token = link_in_mail()
    services.reset_password(uid=uid, token=token, password=NEW, at=NOW)
    with pytest.raises(services.LinkNotValidError):
        services.reset_password(uid=uid, token=token, password=PASSWORD, at=NOW)


@pytest.mark.parametrize("uid", ["", "MA", "%%%", "bm90LWEtbnVtYmVy", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_a_forged_link_is_refused_like_a_used_one(owner, uid):
    with pytest.raises(services.LinkNotValidError):
        services.find_by_reset_link(uid=uid, token="x-y")  # noqa: S106


def test_an_unknown_address_costs_the_same_work_and_leaves_nothing(django_assert_num_queries):
    make_user(email="known@example.org")
    services.request_password_reset(email="unknown@example.org", at=NOW)
    assert OutgoingMail.objects.count() == 0
    with django_assert_num_queries(4):  # savepoint, look up, insert, release
        services.request_password_reset(email="known@example.org", at=NOW)
    with django_assert_num_queries(5):  # savepoint, look up, insert, roll back, release
        services.request_password_reset(email="unknown@example.org", at=NOW)


def test_a_closed_account_gets_no_link():
    make_user(email="closed@example.org", is_active=False)
    services.request_password_reset(email="closed@example.org", at=NOW)
    assert OutgoingMail.objects.count() == 0


def test_a_changed_password_is_told_by_mail_and_audited_without_the_secret(owner):
    services.set_password(user=owner, password=NEW, at=NOW)
    assert OutgoingMail.objects.get().to_address == owner.email
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before, entry.after) == ("account.password", {}, {})
