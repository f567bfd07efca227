"""The two kinds of field that the posting form has many of."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from postings.forms.widgets import Checkboxes, DayInput

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DAY_EXAMPLE = _("Write the day as year-month-day, for example 2026-03-31.")
UNKNOWN_OPTION = _("“%(value)s” is not one of the options.")


def day_field(label: "StrOrPromise", help_text: "StrOrPromise" = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": DAY_EXAMPLE},
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
