"""What a notice says of a posting beyond its reference, looked up when it is read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template

from notices.services import Reading
from postings.models import Posting
from postings.services import find_visible

register = template.Library()


@register.filter
def iso_day(value: str) -> date:
    return date.fromisoformat(value)


@register.simple_tag(takes_context=True)
def read_posting(context: Mapping[str, Any], reference: str) -> Posting | None:
    """None where the reader may no longer see it, and in a mail, whose reader nobody can check."""
    reading: Reading | None = context.get("reading")
    if reading is None:
        return None
    if "postings" not in reading.found:
        reading.found["postings"] = find_visible(reading.references, user=reading.reader)
    posting: Posting | None = reading.found["postings"].get(reference)
    return posting
