from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from accounts.models import User
from accounts.services.audit import record_audit
from mail.services import queue_mail


class LinkNotValidError(ValueError):
    """Unknown, used or expired: the visitor is told the same."""


@transaction.atomic
def request_password_reset(*, email: str, at: datetime) -> None:
    """Send a link if the address has an account; the same work is done and undone if it has none."""
    user = User.objects.active().filter(email=email.strip().lower()).first()
    stranger = User(pk=0, email="nobody@cooperanet.example", full_name=email[:150])
    _queue_reset_link(user or stranger, at=at)
    if user is None:
        transaction.set_rollback(True)


def _queue_reset_link(user: User, *, at: datetime) -> None:
    uid, token = make_reset_link(user=user)
    queue_mail(
        to=user.email,
        language=user.language,
        template="accounts/password_reset",
        context={"person": user, "uid": uid, "token": token},
        at=at,
    )


def make_reset_link(*, user: User) -> tuple[str, str]:
    """Give the two parts of a link that works once, for as long as PASSWORD_RESET_TIMEOUT says."""
    return (
        urlsafe_base64_encode(force_bytes(user.pk)),
        default_token_generator.make_token(user),
    )


def find_by_reset_link(*, uid: str, token: str) -> User:
    try:
        pk = int(urlsafe_base64_decode(uid).decode())
    except ValueError as error:
        raise LinkNotValidError from error
    user = User.objects.active().filter(pk=pk).first()
    if user is None or not default_token_generator.check_token(user, token):
        raise LinkNotValidError
    return user


@transaction.atomic
def reset_password(*, uid: str, token: str, password: str, at: datetime) -> User:
    found = find_by_reset_link(uid=uid, token=token)
    locked = User.objects.select_for_update().get(pk=found.pk)
    # Two clicks at once: the first one changed the password, which ends the link.
    if not default_token_generator.check_token(locked, token):
        raise LinkNotValidError
    return set_password(user=locked, password=password, at=at)


@transaction.atomic
def set_password(*, user: User, password: str, at: datetime) -> User:
    """Change the password; every other session of the person ends, and the person is told by mail."""
    user.set_password(password)
    user.save(update_fields=["password"])
    queue_mail(
        to=user.email,
        language=user.language,
        template="accounts/password_changed",
        context={"person": user},
        at=at,
    )
    record_audit(actor=user, action="account.password", subject=user.email, at=at)
    return user
