import re

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories import make_secretariat

pytestmark = pytest.mark.django_db


def test_the_first_administrator_sets_the_password_by_a_link(capsys, client):
    make_secretariat()
    call_command("create_administrator", "Boss@example.org", "--name", "Bo Boss")
    user = User.objects.get(email="boss@example.org")
    assert (user.full_name, user.has_usable_password(), user.access.is_administrator) == (
        "Bo Boss",
        False,
        True,
    )
    path = re.search(r"/en/account/reset/\S+", capsys.readouterr().out).group(0)
    assert client.get(path).status_code == 200


def test_the_same_administrator_is_not_made_twice():
    make_secretariat()
    call_command("create_administrator", "boss@example.org")
    with pytest.raises(CommandError, match="already"):
        call_command("create_administrator", "BOSS@example.org")


def test_without_reference_data_the_command_says_what_to_do_first():
    with pytest.raises(CommandError, match="load_reference"):
        call_command("create_administrator", "boss@example.org")
    assert User.objects.count() == 0


def test_a_bad_address_is_named():
    with pytest.raises(CommandError):
        call_command("create_administrator", "not an address")
