from datetime import datetime
from uuid import UUID

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction

from accounts.models import User
from accounts.services.audit import record_audit
from accounts.services.mail_limits import TooManyMailsError, count_mail
from mail.services import queue_mail

# Links per hour to one address, and by one caller: a ministry may stand behind a single one.
MOST_TO_ONE_ADDRESS = 3
MOST_BY_ONE_CALLER = 30


class LinkNotValidError(ValueError):
    """Unknown, used or expired: the visitor is told the same."""


def request_password_reset(*, email: str, caller: str, at: datetime) -> None:
    """Send a link if the address has an account, and not too many of them; whoever asks is not told.

    `caller` is the network address of who asks.
    """
    address = email.strip().lower()
    limits = {f"to {address}": MOST_TO_ONE_ADDRESS, f"by {caller}": MOST_BY_ONE_CALLER}
    try:
        count_mail("password reset", limits=limits, at=at)
    except TooManyMailsError:
        return
    _send_reset_link(address, at=at)


@transaction.atomic
def _send_reset_link(email: str, *, at: datetime) -> None:
    """Do the same work, and undo it, for an address without an account."""
    user = User.objects.active().filter(email=email).first()
    stranger = User(pk=0, key=UUID(int=0), email="nobody@cooperanet.example", full_name=email[:150])
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
    return str(user.key), default_token_generator.make_token(user)


def find_by_reset_link(*, uid: str, token: str) -> User:
    try:
        key = UUID(uid)
    except ValueError as error:
        raise LinkNotValidError from error
    user = User.objects.active().filter(key=key).first()
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
