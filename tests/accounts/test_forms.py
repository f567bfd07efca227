import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.forms import InvitationForm
from accounts.models import User
from tests.factories import PASSWORD, make_institution

PERSON = User(email="jean.baptiste@example.org", full_name="Marie-Rose Désir de Sá")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("x" * 11, "password_too_short"),
        ("y7" * 65, "password_too_long"),
        ("password1234", "password_too_common"),
        ("We love CooperaNet!", "password_context_word"),
        ("désir-2026-désir", "password_context_word"),
        ("baptiste rides north", "password_context_word"),
    ],
    ids=[
        "five characters",
        "eleven",
        "more than 128",
        "common",
        "the portal's name",
        "own name",
        "own address",
    ],
)
def test_a_password_is_refused_for(password, code):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, PERSON)
    assert code in [error.code for error in refused.value.error_list]


@pytest.mark.parametrize("password", [PASSWORD, "x7" * 64, "de sá um barco vermelho", "ñandú ñandú ñandú"])
def test_a_long_password_needs_no_composition(password):
    assert validate_password(password, PERSON) is None


def test_an_invitation_asks_for_the_institution_only_where_there_is_a_choice(focal_point, home):
    form = InvitationForm(inviter=focal_point)
    assert [(str(value), label) for value, label in form["institution"].field.choices] == [
        (home.code, home.name)
    ]
    assert form["institution"].value() == home.code
    second = make_institution("ht-energy", country=home.country, name_en="Energy authority")
    focal_point = User.objects.get(pk=focal_point.pk)  # what one may do is read once per request
    form = InvitationForm(inviter=focal_point)
    assert [(str(value), label) for value, label in form["institution"].field.choices] == [
        ("", "Choose…"),
        (second.code, second.name),
        (home.code, home.name),
    ]
    assert form["institution"].value() is None
    assert (
        InvitationForm(inviter=focal_point, initial={"institution": home.code})["institution"].value()
        == home.code
    )
