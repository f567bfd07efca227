"""The two fields that forms of every room have: a line of text, and a day."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# They show a reader letters in another order than the one that is stored; no language of the portal is written with them.
TURNING = "\u202a-\u202e\u2066-\u2069"
# NUL is left to Django, which refuses it with a message.
OUT_OF_LINE = re.compile(f"[\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{TURNING}]")


class LineField(forms.CharField):
    """One line, as it is seen: without line ends, without control characters, with single spaces."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401 (Django's signature)
        return " ".join(OUT_OF_LINE.sub("", super().to_python(value) or "").split())


class DayInput(forms.DateInput):
    """A date picker; what is no date ("31/02") is shown in a plain text box, because a picker would show nothing."""

    def __init__(self, attrs: dict[str, Any] | None = None, format: str = "%Y-%m-%d") -> None:  # noqa: A002 (Django's name)
        super().__init__({"type": "date", **(attrs or {})}, format)

    def get_context(
        self,
        name: str,
        value: Any,  # noqa: ANN401 (as Django has it)
        attrs: dict[str, Any] | None,
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _is_day(shown):
            context["widget"]["type"] = "text"
        return context


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


class DayField(forms.DateField):
    """A day of the years in which the form can mean one; what lies outside is a slip of the keys."""

    widget = DayInput
    default_error_messages = {
        "invalid": _("Write the day as year-month-day, for example 2026-03-31."),
        "out_of_range": _("Write a day between %(first)s and %(last)s."),
    }

    def __init__(self, *, first: date, years_ahead: int, **options: Any) -> None:  # noqa: ANN401 (as Django has it)
        super().__init__(**{"input_formats": ["%Y-%m-%d", "%d/%m/%Y"], **options})
        self.first, self.years_ahead = first, years_ahead

    def validate(self, value: date | None) -> None:
        super().validate(value)
        last = date(timezone.localdate().year + self.years_ahead, 12, 31)
        if value is not None and not self.first <= value <= last:
            raise ValidationError(
                self.error_messages["out_of_range"],
                code="out_of_range",
                params={"first": self.first.isoformat(), "last": last.isoformat()},
            )
