import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext

from accounts.models import User
from mail.choices import site_language
from mail.services import queue_mail
from notices.models import Notice


@dataclass(frozen=True)
class Reading:
    """Who reads, and every reference that the page names: a higher room's tag looks all of them up at once.

    `found` is where it keeps what it found, by a key of its own.
    """

    reader: User
    references: frozenset[str]
    found: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def notify(
    *,
    recipients: Iterable[User],
    event: str,
    template: str,
    params: Mapping[str, Any],
    at: datetime,
    target_name: str = "",
    target_args: Sequence[str] = (),
) -> list[Notice]:
    """Tell people, in the portal and by mail at once; params carry references, never titles.

    `template` names `<template>.html` for the portal and `<template>.txt` for the mail.
    """
    people = {person.pk: person for person in recipients if person.is_active}
    notices = Notice.objects.bulk_create(
        Notice(
            recipient=person,
            event=event,
            template=template.removesuffix(".html"),
            params=dict(params),
            target_name=target_name,
            target_args=list(target_args),
            created_at=at,
        )
        for person in people.values()
    )
    for notice in notices:
        _mail(notice, people[notice.recipient_id], at=at)
    return notices


def _mail(notice: Notice, person: User, *, at: datetime) -> None:
    with translation.override(site_language(person.language)):
        path = target_path(notice)
        text = render_mail_text(notice, reader=person)
    queue_mail(
        to=person.email,
        language=person.language,
        template="notices/notice",
        context={
            "person": person,
            "text": text,
            "subject": next(iter(text.splitlines()), ""),
            "url": f"{settings.PUBLIC_URL}{path}" if path else "",
        },
        at=at,
    )


def render_notices(notices: Sequence[Notice], *, reader: User) -> list[str]:
    """Render a page of notices for its reader, with what the reader may see of the things they name."""
    reading = _read_as(reader, notices)
    return [render_notice(notice, reading) for notice in notices]


def _read_as(reader: User, notices: Sequence[Notice]) -> Reading:
    named = (value for notice in notices for value in notice.params.values())
    return Reading(reader, frozenset(value for value in named if isinstance(value, str)))


def render_notice(notice: Notice, reading: Reading | None = None) -> str:
    """Render in the active language; a template that is gone leaves a plain line, never an error."""
    try:
        template = get_template(f"{notice.template}.html")
    except TemplateDoesNotExist:
        return _plain_line(notice)
    return template.render({"notice": notice, "reading": reading, **notice.params})


def render_mail_text(notice: Notice, *, reader: User) -> str:
    """Render the text for mail: its first line is the subject, and it names what the reader may see as it is sent.

    Where there is no text of its own, the portal's one without its marks.
    """
    try:
        template = get_template(f"{notice.template}.txt")
    except TemplateDoesNotExist:
        return html.unescape(strip_tags(render_notice(notice))).strip()
    reading = _read_as(reader, [notice])
    return template.render({"notice": notice, "reading": reading, **notice.params}).strip()


def _plain_line(notice: Notice) -> str:
    return gettext("There is news about %(reference)s.") % {
        "reference": notice.params.get("reference") or notice.event
    }


def target_path(notice: Notice) -> str:
    if not notice.target_name:
        return ""
    try:
        return reverse(notice.target_name, args=notice.target_args)
    except NoReverseMatch:
        return ""


def mark_read(*, notice: Notice, at: datetime) -> Notice:
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, user: User, at: datetime) -> int:
    return Notice.objects.visible_to(user).unread().update(read_at=at)


def count_unread(user: User | AnonymousUser) -> int:
    return Notice.objects.visible_to(user).unread().count()
