"""What a notice says of a posting beyond its reference, looked up when it is read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template

from notices.services import Reading
from postings.models import Posting
from postings.services import find_visible

register = template.Library()

# What people begin the points of a list with.
POINTS = "•·*-–—‣◦▪ "  # noqa: RUF001 (those that look alike are meant)


@register.filter
def one_line(text: str) -> str:
    """Lines and points of a list one after another, told apart as a reader would."""
    lines = (line.strip().lstrip(POINTS).strip() for line in text.splitlines())
    return " · ".join(line for line in lines if line)


@register.filter
def iso_day(value: str) -> date:
    return date.fromisoformat(value)


@register.simple_tag(takes_context=True)
def read_posting(context: Mapping[str, Any], reference: str) -> Posting | None:
    """None where the reader may not see it, and where no reader is known."""
    reading: Reading | None = context.get("reading")
    if reading is None:
        return None
    if "postings" not in reading.found:
        reading.found["postings"] = find_visible(reading.references, user=reading.reader)
    posting: Posting | None = reading.found["postings"].get(reference)
    return posting
