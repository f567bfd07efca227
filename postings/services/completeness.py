"""What a posting must hold before others than its owner's side act on it."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import TypeAlias

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from jobs.core.days import day_over_everywhere
from postings.choices import LATEST_YEARS_AHEAD, Status
from postings.models import Posting

Errors: TypeAlias = dict[str, str | Promise]

MOST_THEMES = 5
_DAYS = ("period_from", "period_until", "expires_on")


def latest_day(on: date) -> date:
    """The last day that a posting may name: the end of a year, so that no zone or leap day moves it."""
    return date(on.year + LATEST_YEARS_AHEAD, 12, 31)


def find_errors(posting: Posting, *, target: Status, at: datetime) -> Errors:
    """Say by field what keeps the posting from the status; whatever the database would refuse is among it."""
    on = day_over_everywhere(at)
    return (
        _broken_rules(posting, target)
        | _missing_words(posting)
        | _wrong_themes(posting)
        | _wrong_days(posting, on)
        | dict.fromkeys(posting.unstored_input, _("Correct this entry."))
    )


def _broken_rules(posting: Posting, target: Status) -> Errors:
    """Ask the database about all rules at once, and about each only where one is broken."""
    moved = copy(posting)
    moved.status = target
    rules = [rule for rule in moved._meta.constraints if isinstance(rule, CheckConstraint)]
    all_of_them = CheckConstraint(condition=reduce(and_, (rule.condition for rule in rules)), name="all")
    if not _broken([all_of_them], moved):
        return {}
    return {str(error.code): error.messages[0] for error in _broken(rules, moved)}


def _broken(rules: Iterable[CheckConstraint], posting: Posting) -> list[ValidationError]:
    errors = []
    for rule in rules:
        try:
            rule.validate(type(posting), posting)
        except ValidationError as error:
            errors.append(error)
    return errors


def _missing_words(posting: Posting) -> Errors:
    text = posting.original_text
    errors: Errors = {}
    if text is None or not text.title.strip():
        errors["title"] = _("Give the posting a title.")
    if text is None or not text.summary.strip():
        errors["summary"] = _("Say in a few sentences what it is about.")
    return errors


def _wrong_themes(posting: Posting) -> Errors:
    if 1 <= posting.themes.count() <= MOST_THEMES:
        return {}
    return {"themes": _("Choose between one and five themes.")}


def _wrong_days(posting: Posting, on: date) -> Errors:
    latest = latest_day(on)
    days = {name: getattr(posting, name) for name in _DAYS}
    errors: Errors = {
        name: _("Choose a day not more than %(years)d years ahead.") % {"years": LATEST_YEARS_AHEAD}
        for name, day in days.items()
        if day is not None and day > latest
    }
    if days["expires_on"] is not None and days["expires_on"] < on:
        errors["expires_on"] = _("Its last day of validity is past. Choose a later one.")
    return errors
