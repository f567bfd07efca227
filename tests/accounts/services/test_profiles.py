import re
from datetime import timedelta

import pytest

from accounts import services
from mail.models import OutgoingMail
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def token_in_mail():
    return re.search(r"/account/address/([\w-]+)/", OutgoingMail.objects.latest("pk").body).group(1)


def test_an_address_changes_only_once_the_new_one_confirms(owner):
    services.request_address_change(user=owner, new_email="New@example.org", at=NOW)
    owner.refresh_from_db()
    assert owner.email == "owner@example.org"
    services.confirm_address_change(token=token_in_mail(), at=NOW)
    owner.refresh_from_db()
    assert owner.email == "new@example.org"
    assert list(OutgoingMail.objects.order_by("pk").values_list("to_address", flat=True)) == [
        "new@example.org",
        "owner@example.org",
    ]


def test_the_link_works_once_and_for_an_hour(owner):
    services.request_address_change(user=owner, new_email="new@example.org", at=NOW)
    token = token_in_mail()
    with pytest.raises(services.LinkNotValidError):
        services.confirm_address_change(token=token, at=NOW + timedelta(hours=1))
    services.confirm_address_change(token=token, at=NOW)
    with pytest.raises(services.LinkNotValidError):
        services.confirm_address_change(token=token, at=NOW)


def test_a_later_request_replaces_the_earlier_link(owner):
    services.request_address_change(user=owner, new_email="first@example.org", at=NOW)
    token = token_in_mail()
    services.request_address_change(user=owner, new_email="second@example.org", at=NOW)
    with pytest.raises(services.LinkNotValidError):
        services.confirm_address_change(token=token, at=NOW)


def test_neither_an_address_nor_a_person_makes_a_flood(owner, stranger):
    for _ in range(4):
        services.request_address_change(user=owner, new_email="new@example.org", at=NOW)
    assert OutgoingMail.objects.count() == 3
    services.confirm_address_change(token=token_in_mail(), at=NOW)
    for number in range(4):
        services.request_address_change(user=stranger, new_email=f"{number}@example.org", at=NOW)
    services.request_address_change(user=stranger, new_email="new2@example.org", at=NOW)
    services.request_address_change(user=stranger, new_email="new3@example.org", at=NOW)
    assert OutgoingMail.objects.exclude(to_address="owner@example.org").count() == 3 + 5


def test_an_address_that_is_taken_gets_no_mail_and_nobody_is_told(owner, stranger):
    services.request_address_change(user=owner, new_email=stranger.email.upper(), at=NOW)
    assert OutgoingMail.objects.count() == 0


def test_an_address_taken_in_between_ends_the_link(owner, stranger):
    services.request_address_change(user=owner, new_email="new@example.org", at=NOW)
    stranger.email = "new@example.org"
    stranger.save()
    with pytest.raises(services.LinkNotValidError):
        services.confirm_address_change(token=token_in_mail(), at=NOW)
    owner.refresh_from_db()
    assert owner.email == "owner@example.org"
