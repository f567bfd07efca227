import re
from datetime import date, datetime
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import pgettext

from directory.choices import Precision

_SHAPES = {
    Precision.YEAR: re.compile(r"\d{4}", re.ASCII),
    Precision.MONTH: re.compile(r"\d{4}-\d{2}", re.ASCII),
    Precision.DAY: re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
}
_FORMATS = {Precision.YEAR: "Y", Precision.MONTH: "YEAR_MONTH_FORMAT"}


class PartialDate(NamedTuple):
    """The first day of the known period, and how much of it is known."""

    day: date | None
    precision: Precision


def parse_partial_date(text: str) -> PartialDate:
    """Read `1981`, `1981-05` or `1981-05-02`; empty is a date that is not known. Raise ValueError otherwise."""
    text = text.strip()
    if not text:
        return PartialDate(None, Precision.NONE)
    for precision, shape in _SHAPES.items():
        if shape.fullmatch(text):
            return PartialDate(date.fromisoformat(f"{text}-01-01"[:10]), precision)
    raise ValueError(text)


def describe_date(day: date | None, precision: str) -> str:
    """Write no more of a date than is known, as people of the reader's language do."""
    if day is None:
        return ""
    return say_day(day, _FORMATS.get(Precision(precision), "DATE_FORMAT"))


def say_day(day: date | datetime, form: str = "DATE_FORMAT") -> str:
    """Write a day as people of the reader's language do; the first of a month has a word of its own in some."""
    return mend_first_day(date_format(day, form))


def mend_first_day(said: str) -> str:
    """`1 mars 2026` is `1er mars 2026` to people; Django's formats have no such thing."""
    number, space, rest = said.partition(" ")
    if number != "1" or not rest:
        return said
    return pgettext("first day of a month, before its name", "1") + space + rest
