import pytest

from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client, owner):
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_profile_is_saved_and_shown_in_the_language_chosen(browser, owner):
    response = browser.post(
        "/fr/account/", {"full_name": "Odette O.", "language": "pt", "time_zone": "America/Port-au-Prince"}
    )
    assert response.url == "/pt-br/account/"
    owner.refresh_from_db()
    assert (owner.full_name, owner.language, owner.time_zone) == ("Odette O.", "pt", "America/Port-au-Prince")


def test_nothing_but_the_three_fields_can_be_changed(browser, owner):
    data = {
        "full_name": "X",
        "language": "fr",
        "time_zone": "UTC",
        "email": "x@example.org",
        "is_active": "",
        "is_demo": "on",
    }
    browser.post("/fr/account/", data)
    owner.refresh_from_db()
    assert (owner.email, owner.is_active, owner.is_demo) == ("owner@example.org", True, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "xx"),
        ("time_zone", "Mars/Base"),
        ("full_name", ""),
        ("full_name", "x" * 151),
        ("full_name", "a\x00b"),
    ],
)
def test_a_bad_profile_is_explained_and_changes_nothing(browser, owner, field, value):
    data = {"full_name": "X", "language": "fr", "time_zone": "UTC"} | {field: value}
    response = browser.post("/fr/account/", data)
    assert list(response.context["form"].errors) == [field]
    owner.refresh_from_db()
    assert owner.full_name == "Odette Owner"


@pytest.mark.parametrize("path", ["password", "address"])
def test_a_change_of_credentials_asks_for_the_current_password(browser, owner, path):
    data = {
        "current_password": "wrong",
        "new_password": "nine loud geese at dawn",
        "new_email": "new@example.org",
    }
    data["repeated_password"] = data["new_password"]
    response = browser.post(f"/fr/account/{path}/", data)
    assert list(response.context["form"].errors) == ["current_password"]
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


@pytest.mark.parametrize("path", ["", "password/", "address/", "people/", "people/invite/", "audit/"])
def test_pages_of_an_account_ask_for_sign_in(client, path):
    response = client.get(f"/es/account/{path}")
    assert (response.status_code, response.url) == (302, f"/es/account/sign-in/?next=/es/account/{path}")
