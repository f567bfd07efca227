import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.http import QueryDict

from accounts.models import KeptForm, User
from accounts.services.secrets import hash_secret

OWNER_FIELD = "_form_owner"
CSRF_FIELD = "csrfmiddlewaretoken"
SALT = "accounts.form-owner"
# A form may stand open over a long weekend before it is sent.
OWNER_LIFE = timedelta(days=4)
KEPT_LIFE = timedelta(hours=1)
# Who holds a signed field could fill the table; the oldest give way.
MOST_PER_PERSON = 20


class NotAFormOwnerError(ValueError):
    """The field is missing, forged, too old, or its person is gone."""


@dataclass(frozen=True)
class FormOwner:
    user_key: UUID
    path: str


def sign_form_owner(*, user: User, path: str) -> str:
    return signing.dumps({"user": str(user.key), "path": path}, salt=SALT, compress=True)


def read_form_owner(value: str) -> FormOwner:
    try:
        read = signing.loads(value, salt=SALT, max_age=OWNER_LIFE)
    except signing.BadSignature as error:
        raise NotAFormOwnerError from error
    return FormOwner(user_key=UUID(read["user"]), path=read["path"])


@transaction.atomic
def keep_form(*, data: Mapping[str, Sequence[str]], at: datetime) -> tuple[str, str]:
    """Keep what was sent for the person whom the signed field names; answer the key and the form's path.

    Files, passwords and the request's token are never stored.
    """
    owner = read_form_owner((data.get(OWNER_FIELD) or [""])[-1])
    user = User.objects.active().filter(key=owner.user_key).first()
    if user is None:
        raise NotAFormOwnerError
    key = secrets.token_urlsafe(24)
    KeptForm.objects.create(
        key_hash=hash_secret(key),
        user=user,
        path=owner.path,
        # PostgreSQL stores no NUL; the form that gets the rest back says nothing of it.
        data={
            name: [value.replace("\x00", "") for value in values]
            for name, values in data.items()
            if _storable(name)
        },
        kept_at=at,
        expires_at=at + KEPT_LIFE,
    )
    _drop_oldest(user)
    return key, owner.path


def _storable(name: str) -> bool:
    return name not in {OWNER_FIELD, CSRF_FIELD} and "password" not in name.lower() and "\x00" not in name


def _drop_oldest(user: User) -> None:
    kept = KeptForm.objects.filter(user=user).order_by("-kept_at", "-pk")
    KeptForm.objects.filter(pk__in=list(kept.values_list("pk", flat=True)[MOST_PER_PERSON:])).delete()


def take_kept_form(*, key: str, user: User, at: datetime) -> QueryDict | None:
    """Read what this person had sent; it stays until it expires, so that reloading the page loses nothing."""
    kept = KeptForm.objects.fresh(at).filter(key_hash=hash_secret(key), user_id=user.pk).first()
    if kept is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.data.items():
        data.setlist(name, values)
    data._mutable = False  # noqa: SLF001 (what QueryDict itself does once it is filled)
    return data


def sweep_kept_forms(*, at: datetime) -> int:
    deleted, _by_model = KeptForm.objects.stale(at).delete()
    return deleted
