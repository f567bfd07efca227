from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import AddressChange, User
from accounts.services.audit import record_audit
from accounts.services.mail_limits import TooManyMailsError, count_mail
from accounts.services.passwords import LinkNotValidError
from accounts.services.secrets import hash_secret, make_secret
from mail.services import queue_mail

ADDRESS_LINK_LIFE = timedelta(hours=1)
# Links per hour to one address, and for one person.
MOST_TO_ONE_ADDRESS = 3
MOST_FOR_ONE_PERSON = 5


def change_profile(*, user: User, full_name: str, language: str, time_zone: str) -> User:
    user.full_name = full_name
    user.language = language
    user.time_zone = time_zone
    user.save(update_fields=["full_name", "language", "time_zone"])
    return user


@transaction.atomic
def request_address_change(*, user: User, new_email: str, at: datetime) -> None:
    """Send a link to the new address, unless it is taken or got several already; nobody is told which."""
    email = new_email.strip().lower()
    limits = {f"to {email}": MOST_TO_ONE_ADDRESS, f"for {user.key}": MOST_FOR_ONE_PERSON}
    try:
        count_mail("address change", limits=limits, at=at)
    except TooManyMailsError:
        return
    user.address_changes.filter(used_at=None).update(used_at=at)
    if User.objects.filter(email=email).exists():
        return
    secret = make_secret()
    AddressChange.objects.create(
        user=user,
        new_email=email,
        token_hash=hash_secret(secret),
        requested_at=at,
        expires_at=at + ADDRESS_LINK_LIFE,
    )
    queue_mail(
        to=email,
        language=user.language,
        template="accounts/address_change",
        context={"person": user, "token": secret},
        at=at,
    )


@transaction.atomic
def confirm_address_change(*, token: str, at: datetime) -> User:
    """Use the link once; the old address is told."""
    change = (
        AddressChange.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(token_hash=hash_secret(token), used_at=None, expires_at__gt=at)
        .first()
    )
    if change is None:
        raise LinkNotValidError
    user, old = change.user, change.user.email
    user.email = change.new_email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError as error:
        raise LinkNotValidError from error
    change.used_at = at
    change.save(update_fields=["used_at"])
    queue_mail(
        to=old,
        language=user.language,
        template="accounts/address_changed",
        context={"person": user},
        at=at,
    )
    record_audit(
        actor=user,
        action="account.address",
        subject=user.email,
        before={"email": old},
        after={"email": user.email},
        at=at,
    )
    return user
