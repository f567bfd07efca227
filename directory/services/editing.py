"""What the secretariat does to reference data.

Each function takes the instance with the new values on it, unsaved, writes only the columns that differ, marks the row
as edited (the loader leaves it alone from then on) and returns what to put into the audit trail, which is kept by a
room above this one.
"""

from datetime import date, datetime
from typing import TypedDict, TypeVar

from django.db import models, transaction
from django.db.models import Q

from directory.choices import SIDE_GROUP, Confidence, Precision, Side
from directory.models import (
    Country,
    Group,
    GroupMembership,
    Institution,
    LoadedRow,
)

M = TypeVar("M", bound=LoadedRow)


class Change(TypedDict):
    """Only the columns that changed, as text; both empty where nothing did."""

    before: dict[str, str]
    after: dict[str, str]


class OverlappingMembership(Exception):
    """The country already has a row for that group in part of that time."""


class SideUnchanged(Exception):
    """The country is on that side already."""


@transaction.atomic
def add_institution(*, institution: Institution, at: datetime) -> Change:
    return _add(institution, at)


@transaction.atomic
def update_institution(*, institution: Institution, at: datetime) -> Change:
    return _update(institution, at)


@transaction.atomic
def add_membership(*, membership: GroupMembership, at: datetime) -> Change:
    _refuse_overlap(membership)
    return _add(membership, at)


@transaction.atomic
def update_membership(*, membership: GroupMembership, at: datetime) -> Change:
    _refuse_overlap(membership)
    return _update(membership, at)


@transaction.atomic
def update_country_side(*, country: Country, side: Side, since: date, note: str, at: datetime) -> Change:
    """End the side that the country is on and begin the other on the same day."""
    Country.objects.select_for_update().get(pk=country.pk)
    rows = GroupMembership.objects.filter(country=country, group__code=SIDE_GROUP)
    before = _current_side(rows, since)
    if before == side:
        raise SideUnchanged(side)
    current = rows.on(since).first()
    if current is not None:
        _end(current, since, at)
    fresh = GroupMembership(
        country=country,
        group_id=SIDE_GROUP,
        since=since,
        since_precision=Precision.DAY,
        status=side,
        confidence=Confidence.WORKING_RULE,
        note=note,
    )
    _refuse_overlap(fresh)
    _add(fresh, at)
    return Change(
        before={"side": before},
        after={"side": side, "since": since.isoformat(), "note": note},
    )


def _current_side(rows: models.QuerySet[GroupMembership], on: date) -> str:
    return next((row.status for row in rows if row.covers(on) and row.status in Side.values), "")


def _end(membership: GroupMembership, day: date, at: datetime) -> None:
    if membership.since == day:
        raise OverlappingMembership(membership.group_id)
    membership.until, membership.until_precision, membership.edited_at = (
        day,
        Precision.DAY,
        at,
    )
    membership.save(update_fields=["until", "until_precision", "edited_at"])


def _refuse_overlap(membership: GroupMembership) -> None:
    # The country's row is the lock under which two people cannot both add a row for the same time.
    Country.objects.select_for_update().get(pk=membership.country_id)
    begun = Q() if membership.until is None else Q(since=None) | Q(since__lt=membership.until)
    not_over = Q() if membership.since is None else Q(until=None) | Q(until__gt=membership.since)
    others = GroupMembership.objects.filter(
        begun,
        not_over,
        country_id=membership.country_id,
        group_id=membership.group_id,
    ).exclude(pk=membership.pk)
    if others.exists():
        raise OverlappingMembership(membership.group_id)


def _add(row: LoadedRow, at: datetime) -> Change:
    row.edited_at = at
    row.save(force_insert=True)
    values = {field.name: _as_text(getattr(row, field.name)) for field in _editable(row)}
    return Change(before={}, after={name: text for name, text in values.items() if text})


def _update(row: M, at: datetime) -> Change:
    stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
    differing = [
        field for field in _editable(row) if getattr(row, field.attname) != getattr(stored, field.attname)
    ]
    if differing:
        row.edited_at = at
        row.save(update_fields=[*(field.name for field in differing), "edited_at"])
    return Change(
        before={field.name: _as_text(getattr(stored, field.name)) for field in differing},
        after={field.name: _as_text(getattr(row, field.name)) for field in differing},
    )


def _editable(row: LoadedRow) -> list["models.Field[object, object]"]:
    fields = row._meta.concrete_fields
    return [field for field in fields if field.editable and not field.primary_key]


def _as_text(value: object) -> str:
    if isinstance(value, Country | Group):
        return value.code
    return "" if value is None else str(value)
