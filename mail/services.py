import logging
import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac

from jobs.services import (
    claim,
    current_request_id,
    postpone,
    record_failure,
    ring,
)
from mail.choices import personal_language, site_language
from mail.models import OutgoingMail

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
# A server that does not answer is not the fault of any one mail: no attempt is counted.
OUTAGE_WAIT = timedelta(minutes=2)
LONGEST_SUBJECT = 250


class BadAddressError(ValueError):
    """The address holds a character that could begin another header."""


def queue_mail(
    *, to: str, language: str, template: str, context: Mapping[str, Any], at: datetime
) -> OutgoingMail:
    """Write a mail as due work, rendered now in the recipient's language from `mail/<template>`."""
    return queue_rendered(
        to=to,
        language=language,
        subject_template=f"mail/{template}.subject.txt",
        body_template=f"mail/{template}.body.txt",
        context=context,
        at=at,
    )


def queue_rendered(
    *,
    to: str,
    language: str,
    subject_template: str,
    body_template: str,
    context: Mapping[str, Any],
    at: datetime,
) -> OutgoingMail:
    if any(character in to for character in "\r\n,"):
        raise BadAddressError
    values = {"public_url": settings.PUBLIC_URL, **context}
    with translation.override(site_language(language)):
        subject = render_to_string(subject_template, values)
        body = render_to_string(body_template, values)
    mail = OutgoingMail.objects.create(
        to_address=to,
        language=personal_language(language),
        subject=one_line(subject),
        body=body.strip() + "\n",
        queued_at=at,
        request_id=current_request_id(),
    )
    ring("mail.queued")
    return mail


def one_line(text: str) -> str:
    """Join a subject into one line: what follows a line break could pass for another header."""
    return " ".join(text.split())[:LONGEST_SUBJECT]


def send_due_mail(*, at: datetime, limit: int = 20) -> int:
    """Send what is due, oldest first, and say how many went out."""
    mails = claim(OutgoingMail.objects.oldest_first(), at=at, limit=limit, lease=LEASE)
    if not mails:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("mail server unreachable: %s", error)
        postpone(mails, until=at + OUTAGE_WAIT, error=repr(error))
        return 0
    try:
        return sum(_send_one(mail, connection, at=at) for mail in mails)
    finally:
        connection.close()


def _send_one(mail: OutgoingMail, connection: BaseEmailBackend, *, at: datetime) -> bool:
    """Send at least once: a worker that dies between the server's answer and our note of it sends again.

    The Message-ID is the same each time, so that the recipient's server can fold the two into one.
    """
    message = EmailMessage(
        mail.subject,
        mail.body,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to_address],
        headers={
            "Message-ID": _message_id(mail),
            "Content-Language": mail.language,
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    try:
        message.send()
    except smtplib.SMTPServerDisconnected as error:
        postpone([mail], until=at + OUTAGE_WAIT, error=repr(error))
        return False
    except (OSError, ValueError, smtplib.SMTPException) as error:
        record_failure(mail, at=at, error=repr(error))
        return False
    mail.sent_at = at
    mail.leased_until = None
    mail.body = mail.last_error = ""
    mail.save(update_fields=["sent_at", "leased_until", "body", "last_error"])
    return True


def _message_id(mail: OutgoingMail) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    # With the time, because a database that was put back counts the same numbers again.
    name = salted_hmac("mail.message-id", f"{mail.pk} {mail.queued_at.isoformat()}").hexdigest()
    return f"<{name}@{domain}>"
