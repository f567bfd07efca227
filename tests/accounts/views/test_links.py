import re

import pytest
from django.utils import timezone

from accounts.models import Membership, User
from accounts.services import invite_person, request_address_change
from mail.models import OutgoingMail
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "nine loud geese at dawn"


def path_in_mail():
    return re.search(
        r"/\S+/account/\S+", OutgoingMail.objects.latest("pk").body.replace("http://127.0.0.1:8000", "")
    ).group(0)


def invite(by, institution, email="new@example.org"):
    invite_person(
        by=by,
        email=email,
        full_name="Nia New",
        institution=institution,
        role="official",
        language="fr",
        at=timezone.now(),
    )
    return path_in_mail()


def test_an_invitation_becomes_an_account_in_the_browser(client, focal_point, home):
    path = invite(focal_point, home)
    assert path.startswith("/fr/")
    assert client.get(path).status_code == 200
    response = client.post(path, {"full_name": "Nia New", "new_password": NEW, "repeated_password": NEW})
    assert response.url == "/fr/account/sign-in/"
    assert User.objects.get(email="new@example.org").access.institution_ids == {home.pk}
    assert client.get(path).status_code == 410


def test_opening_a_link_changes_nothing(client, secretary, stranger, home):
    path = invite(secretary, home, stranger.email)
    assert client.get(path).status_code == 200
    assert Membership.objects.filter(user=stranger).count() == 1
    assert client.post(path).status_code == 302
    assert Membership.objects.filter(user=stranger).count() == 2


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ((NEW, "something else again"), "repeated_password"),
        (("short", "short"), "new_password"),
        (("nia new is my name", "nia new is my name"), None),
        (("cooperanet is mine", "cooperanet is mine"), "new_password"),
    ],
)
def test_a_bad_password_is_explained_at_its_field(client, focal_point, home, typed, field):
    path = invite(focal_point, home)
    response = client.post(
        path, {"full_name": "Nia New", "new_password": typed[0], "repeated_password": typed[1]}
    )
    if field is None:
        assert response.status_code == 302
        return
    assert list(response.context["form"].errors) == [field]
    assert not User.objects.filter(email="new@example.org").exists()


def test_the_answer_to_a_forgotten_password_is_the_same_for_every_address(client, owner):
    answers = {
        re.sub(
            rb'value="\w{64}"|[0-9a-f-]{36}',
            b"",
            client.post("/en/account/forgotten/", {"email": email}).content,
        )
        for email in (owner.email, "nobody@example.org")
    }
    assert len(answers) == 1
    assert OutgoingMail.objects.count() == 1


def test_asking_for_many_links_sends_few_and_answers_alike(client, owner):
    answers = [client.post("/en/account/forgotten/", {"email": owner.email}) for _ in range(6)]
    assert {answer.status_code for answer in answers} == {200}
    assert all(b"a link is on its way" in answer.content for answer in answers)
    assert OutgoingMail.objects.count() == 3


def test_a_forgotten_password_is_set_in_the_browser(client, owner):
    client.post("/en/account/forgotten/", {"email": owner.email})
    path = path_in_mail()
    assert client.get(path).status_code == 200
    assert client.post(path, {"new_password": NEW, "repeated_password": NEW}).status_code == 302
    owner.refresh_from_db()
    assert (owner.check_password(NEW), owner.check_password(PASSWORD)) == (True, False)
    assert client.get(path).status_code == 410


def test_a_new_address_is_confirmed_by_a_post(client, owner):
    request_address_change(user=owner, new_email="new@example.org", at=timezone.now())
    path = path_in_mail()
    assert client.get(path).status_code == 200
    assert User.objects.filter(email="new@example.org").exists() is False
    assert client.post(path).status_code == 302
    assert User.objects.filter(email="new@example.org").exists() is True
    assert client.post(path).status_code == 410


@pytest.mark.parametrize("path", ["invitation/nonsense/", "reset/MQ/nonsense/"])
def test_a_link_that_is_unknown_is_gone(client, path):
    assert client.get(f"/es/account/{path}").status_code == 410
