"""The edits of a posting as the desk tells them: each field by its name for readers, what stood there and what stands now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from directory.models import Country, Goal, Group, Institution, Sector, Theme, say_day
from matching.charts import Names
from postings.adapters import find_nodes, node_key
from postings.choices import PostingLanguage
from postings.models import Posting
from vocabulary.models import Concept
from vocabulary.services import Merge
from workplans.models import PlanNode

LANGUAGES: dict[str, str | Promise] = dict(PostingLanguage.choices)


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str
    # Of the words of a text; empty for a fact.
    language: str = ""

    @property
    def language_name(self) -> str | Promise:
        return LANGUAGES.get(self.language, self.language)


@dataclass(frozen=True)
class Edit:
    entry: AuditEntry
    fields: tuple[FieldChange, ...]


def tell_edits(posting: Posting, entries: Iterable[AuditEntry]) -> list[Edit]:
    names = Names()
    return [
        Edit(
            entry,
            tuple(
                _tell_field(posting, names, name, before, after)
                for name, before, after in sorted(
                    entry.changes, key=lambda change: _place(posting, change[0])
                )
            ),
        )
        for entry in entries
    ]


def _place(posting: Posting, key: str) -> tuple[bool, str, int]:
    """The words first, language by language, then the facts, both in the order of the model."""
    column, _dot, language = key.partition(".")
    model = _texts_of(posting) if language else type(posting)
    columns = [field.name for field in model._meta.get_fields()]
    return not language, language, columns.index(column) if column in columns else len(columns)


def _tell_field(posting: Posting, names: Names, key: str, before: Any, after: Any) -> FieldChange:  # noqa: ANN401 (as JSON holds them)
    column, _dot, language = key.partition(".")
    model = _texts_of(posting) if language else type(posting)
    try:
        field = model._meta.get_field(column)
    except FieldDoesNotExist:
        # A column of an earlier release: the trail outlives it.
        return FieldChange(key, str(before or ""), str(after or ""), language)
    label = capfirst(str(getattr(field, "verbose_name", column)))
    return FieldChange(label, _say(field, before, names), _say(field, after, names), language)


def _texts_of(posting: Posting) -> type[models.Model]:
    return posting.texts.model


def _say(field: Any, value: Any, names: Names) -> str:  # noqa: ANN401 (any field, and its value as JSON holds it)
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    values = value if isinstance(value, list) else [value]
    if field.is_relation:
        labels = _names_of(field.related_model, values, names)
        return ", ".join(str(labels.get(item, item)) for item in values)
    if isinstance(field, models.DateField):
        return say_day(date.fromisoformat(value))
    options = dict(getattr(field, "base_field", field).flatchoices)
    return ", ".join(str(options.get(item, item)) for item in values)


def _names_of(model: type[models.Model], keys: list[Any], names: Names) -> dict[Any, Any]:
    """Names by the public code under which the trail keeps a row."""
    if model is PlanNode:
        return {node_key(node): str(node) for node in find_nodes(keys)}
    if model is Institution:
        return {row.code: row.name for row in Institution.objects.filter(code__in=keys)}
    kinds: dict[type[models.Model], dict[Any, str]] = {
        Theme: names.themes,
        Country: names.countries,
        Group: names.groups,
        Goal: names.goals,
    }
    return kinds.get(model, {})


def name_what_moves(plan: Merge) -> dict[str, list[str]]:
    """Name, by kind, what one concept gains from another and which links are left out."""
    concepts = Concept.objects.coded({*plan.broader, *plan.narrower, *plan.dropped}).for_list()
    names = {concept.code: concept.name for concept in concepts}
    return {
        "themes": [theme.name for theme in Theme.objects.filter(code__in=plan.themes).for_list()],
        "goals": [
            f"{goal.number}. {goal.name}"
            for goal in Goal.objects.filter(number__in=plan.goals).order_by("number")
        ],
        "sectors": [
            f"{sector.code} {sector.name}"
            for sector in Sector.objects.filter(code__in=plan.sectors).order_by("code")
        ],
        **{
            kind: [names[code] for code in getattr(plan, kind)] for kind in ("broader", "narrower", "dropped")
        },
    }
