"""The two kinds of field that the posting form has many of."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.forms import DayField
from postings.choices import LATEST_YEARS_AHEAD
from postings.forms.widgets import Checkboxes

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FIRST_DAY = date(1990, 1, 1)
UNKNOWN_OPTION = _("“%(value)s” is not one of the options.")


def day_field(label: "StrOrPromise", help_text: "StrOrPromise" = "") -> DayField:
    return DayField(
        label=label,
        help_text=help_text,
        required=False,
        first=FIRST_DAY,
        years_ahead=LATEST_YEARS_AHEAD,
    )


def several_field(
    label: "StrOrPromise",
    options: Callable[[], Iterable[Any]] | Iterable[Any],
    help_text: "StrOrPromise" = "",
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=options,
        help_text=help_text,
        required=False,
        widget=Checkboxes(),
        error_messages={"invalid_choice": UNKNOWN_OPTION},
    )
