from datetime import timedelta

import pytest

from accounts import services
from accounts.models import KeptForm
from accounts.services.kept_forms import MOST_PER_PERSON
from accounts.tasks import sweep_kept_forms
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def send(person, at=NOW, **fields):
    owner = services.sign_form_owner(user=person, path="/fr/needs/new/")
    data = {"title": ["Former des agents"], "themes": ["1", "2"], "_form_owner": [owner]} | fields
    return services.keep_form(data=data, at=at)


def test_what_was_typed_returns_to_its_owner_with_every_value(owner):
    key, path = send(owner)
    data = services.take_kept_form(key=key, user=owner, at=NOW)
    assert path == "/fr/needs/new/"
    assert dict(data.lists()) == {"title": ["Former des agents"], "themes": ["1", "2"]}


def test_reloading_the_page_loses_nothing(owner):
    key, _path = send(owner)
    first, second = (services.take_kept_form(key=key, user=owner, at=NOW) for _look in range(2))
    assert first == second


def test_a_stranger_with_the_key_gets_nothing(owner, stranger):
    key, _path = send(owner)
    assert services.take_kept_form(key=key, user=stranger, at=NOW) is None
    assert services.take_kept_form(key="unknown", user=owner, at=NOW) is None


def test_a_kept_form_is_gone_after_an_hour_and_swept(owner):
    key, _path = send(owner)
    assert services.take_kept_form(key=key, user=owner, at=NOW + timedelta(hours=1)) is None
    KeptForm.objects.update(expires_at=NOW - timedelta(days=3650))
    assert [sweep_kept_forms(), sweep_kept_forms()] == [1, 0]


def test_passwords_and_tokens_are_never_stored(owner):
    send(owner, password=["p"], new_password=["q"], Password2=["r"], csrfmiddlewaretoken=["s"])
    assert sorted(KeptForm.objects.get().data) == ["themes", "title"]


def test_what_no_column_can_hold_is_left_out_and_the_rest_kept(owner):
    key, _path = send(owner, **{"title": ["Po\x00rts"], "na\x00me": ["x"]})
    kept = services.take_kept_form(key=key, user=owner, at=NOW)
    assert dict(kept.lists()) == {"title": ["Ports"], "themes": ["1", "2"]}


def test_the_key_itself_is_not_stored(owner):
    key, _path = send(owner)
    assert key not in KeptForm.objects.get().key_hash


@pytest.mark.parametrize("value", ["", "nonsense", "a:b:c"])
def test_a_forged_owner_keeps_nothing(owner, value):
    with pytest.raises(services.NotAFormOwnerError):
        send(owner, _form_owner=[value])
    assert KeptForm.objects.count() == 0


def test_one_person_cannot_fill_the_table(owner):
    for minute in range(MOST_PER_PERSON + 3):
        send(owner, at=NOW + timedelta(minutes=minute))
    assert KeptForm.objects.count() == MOST_PER_PERSON
    assert KeptForm.objects.earliest("kept_at").kept_at == NOW + timedelta(minutes=3)
