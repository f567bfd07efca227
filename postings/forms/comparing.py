"""Two saves at once: what stands now beside what was typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _

NOT_COMPARED = frozenset({"revision", "form_key"})


@dataclass(frozen=True)
class Difference:
    name: str
    label: str | Promise
    theirs: str
    mine: str


def find_differences(*, mine: forms.BaseForm, theirs: forms.BaseForm) -> list[Difference]:
    """Find the fields whose stored value (`theirs`, an unbound form of the row as it stands) is not what was typed."""
    pairs = [
        Difference(name, mine[name].label, describe(theirs[name]), describe(mine[name]))
        for name in mine.fields
        if name not in NOT_COMPARED
    ]
    return [pair for pair in pairs if pair.theirs != pair.mine]


def describe(field: BoundField) -> str:
    """Say the value of a field as a reader sees it, options by their labels."""
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return _("Yes") if value in {True, "on", "True", "true", "1"} else _("No")
    if isinstance(field.field, forms.ChoiceField):
        labels = _labels(field.field)
        chosen = value if isinstance(value, (list, tuple)) else [value]
        return ", ".join(
            sorted(str(labels.get(str(item), item)) for item in chosen if item not in (None, ""))
        )
    return "" if value is None else str(value).strip()


def _labels(field: forms.ChoiceField) -> dict[str, Any]:
    labels: dict[str, Any] = {}
    for value, label in cast("Iterable[Any]", field.choices):
        options = label if isinstance(label, (list, tuple)) else [(value, label)]
        labels |= {str(option): text for option, text in options}
    return labels
