"""Mails that anybody can make the portal send: counted for an hour, so that it fills nobody's mailbox."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from accounts.models import MailRequest

WINDOW = timedelta(hours=1)
SALT = "accounts.mail-limits"


class TooManyMailsError(Exception):
    """Enough mails of this kind were asked for within the hour."""


def count_mail(kind: str, *, limits: Mapping[str, int], at: datetime) -> None:
    """Count one mail against all its limits (whom it concerns, to how many an hour).

    Raises TooManyMailsError, and counts nothing, where one of them is used up. Requests of the very same
    moment may pass together: the figure keeps a flood away, it is not exact.
    """
    most = {_hide(f"{kind} {whom}"): number for whom, number in limits.items()}
    MailRequest.objects.filter(at__lte=at - WINDOW).delete()
    asked = Counter(MailRequest.objects.filter(key__in=most).values_list("key", flat=True))
    if any(asked[key] >= number for key, number in most.items()):
        raise TooManyMailsError
    MailRequest.objects.bulk_create(MailRequest(key=key, at=at) for key in most)


def _hide(name: str) -> str:
    return salted_hmac(SALT, name, algorithm="sha256").hexdigest()
