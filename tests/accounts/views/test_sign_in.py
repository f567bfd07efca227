import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import KeptForm
from accounts.services import sign_form_owner
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SIGN_IN = "/en/account/sign-in/"


def sign_in(client, email, password=PASSWORD, path=SIGN_IN, **extra):
    return client.post(path, {"username": email, "password": password}, **extra)


def test_signing_in_leads_to_the_desk_in_the_persons_language(client, owner):
    response = sign_in(client, "OWNER@Example.org")
    assert (response.status_code, response.url) == (302, "/fr/desk/")
    assert client.session["_auth_user_id"] == str(owner.pk)


def test_signing_in_keeps_the_place_that_was_asked_for(client, owner):
    response = sign_in(client, owner.email, path=f"{SIGN_IN}?next=/en/account/?a=1")
    assert response.url == "/fr/account/?a=1"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_off_the_portal(client, owner, target):
    assert (
        client.post(SIGN_IN, {"username": owner.email, "password": PASSWORD, "next": target}).url
        == "/fr/desk/"
    )


def test_a_sign_in_gets_a_session_of_its_own(client, owner):
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    client.cookies["session"] = planted
    sign_in(client, owner.email)
    assert client.session.session_key != planted


@pytest.mark.parametrize("email", ["owner@example.org", "nobody@example.org", "closed@example.org"])
def test_a_failed_sign_in_says_the_same_for_every_address(client, owner, email):
    make_user(email="closed@example.org", is_active=False)
    response = sign_in(client, email, "wrong password here")
    assert response.context["form"].non_field_errors() == [
        "No account fits this address and password. Check both; the password minds capital letters."
    ]


def test_five_failures_pause_the_account_from_that_place_only(client, owner):
    for attempt in range(5):
        spelling = owner.email if attempt % 2 else owner.email.upper()
        response = sign_in(client, spelling, "wrong password here", HTTP_X_FORWARDED_FOR=f"10.0.0.{attempt}")
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert sign_in(client, owner.email).status_code == 429
    elsewhere = sign_in(Client(REMOTE_ADDR="10.9.9.9"), owner.email)
    assert (elsewhere.status_code, elsewhere.url) == (302, "/fr/desk/")


@pytest.mark.parametrize("name", ["a" * 250, "a" * 300, "a" * 100_000, "é" * 260, "a\x00b"])
def test_a_name_of_any_length_is_no_failure_of_the_portal(client, owner, name):
    response = sign_in(client, f"{name}@example.org")
    assert response.status_code == 200
    assert response.context["form"].errors != {}


def test_the_field_for_the_address_tells_its_length(client):
    assert 'maxlength="254"' in str(client.get(SIGN_IN).context["form"]["username"])


def test_signing_out_needs_a_post(client, owner):
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/en/account/sign-out/").status_code == 405
    assert client.post("/en/account/sign-out/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_form_sent_after_the_session_ended_returns_after_sign_in(owner):
    client = Client(enforce_csrf_checks=True)
    field = sign_form_owner(user=owner, path="/fr/account/")
    response = client.post("/fr/account/", {"full_name": "Typed", "_form_owner": field})
    assert response.status_code == 302
    assert response.url.startswith("/fr/account/sign-in/?next=/fr/account/%3Fkept%3D")
    assert KeptForm.objects.get().data == {"full_name": ["Typed"]}
    assert client.get(response.url).context["form_is_kept"] is True


def test_a_stale_token_of_the_owner_keeps_the_form_as_well(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    field = sign_form_owner(user=owner, path="/fr/account/")
    response = client.post("/fr/account/", {"full_name": "Typed", "_form_owner": field})
    assert response.url.startswith("/fr/account/?kept=")


@pytest.mark.parametrize("forged", ["", "forged:value"])
def test_a_form_of_nobody_is_refused_with_an_explanation(owner, forged):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    response = client.post("/fr/account/", {"full_name": "Typed", "_form_owner": forged})
    assert response.status_code == 403
    assert KeptForm.objects.count() == 0


def test_another_persons_form_is_not_kept_for_them(owner, stranger):
    client = Client(enforce_csrf_checks=True)
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    field = sign_form_owner(user=owner, path="/fr/account/")
    assert client.post("/fr/account/", {"full_name": "Typed", "_form_owner": field}).status_code == 403
    assert KeptForm.objects.count() == 0


@pytest.mark.parametrize(
    ("key", "age", "ended"),
    [
        ("seen_at", 59 * 60, False),
        ("seen_at", 60 * 60, True),
        ("started_at", 12 * 3600 - 60, False),
        ("started_at", 12 * 3600, True),
    ],
)
def test_a_session_ends_an_hour_after_the_last_request_and_twelve_after_sign_in(
    client, owner, key, age, ended
):
    sign_in(client, owner.email)
    client.get("/en/account/")
    session = client.session
    session[key] = int(timezone.now().timestamp()) - age
    session.save()
    assert (client.get("/en/account/").status_code == 302) is ended


def test_a_new_password_ends_the_other_sessions(client, owner):
    other = Client()
    for browser in (client, other):
        sign_in(browser, owner.email)
    response = client.post(
        "/en/account/password/",
        {
            "current_password": PASSWORD,
            "new_password": "nine loud geese at dawn",
            "repeated_password": "nine loud geese at dawn",
        },
    )
    assert response.status_code == 302
    assert client.get("/en/account/").status_code == 200
    assert other.get("/en/account/").status_code == 302
