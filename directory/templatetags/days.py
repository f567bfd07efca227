"""The filter `date` of every template; settings name this library as built in."""

from datetime import date
from typing import Any

from django import template
from django.template.defaultfilters import date as django_date

from directory.models import mend_first_day

register = template.Library()


@register.filter("date", expects_localtime=True)
def say_date(value: date | str | None, form: str | None = None) -> Any:  # noqa: ANN401 (as Django has it)
    """Say a day as Django does, but for the first of a month (see `mend_first_day`)."""
    return mend_first_day(django_date(value, form))
