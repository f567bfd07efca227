"""Rows of the tables as the core reads them."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models

from vocabulary.core.languages import LANGUAGES
from vocabulary.core.thesaurus import Concept as Row
from vocabulary.core.thesaurus import row_of
from vocabulary.models import Broader, Concept, Term
from vocabulary.querysets import ConceptQuerySet


def read_rows(concepts: ConceptQuerySet) -> dict[int, Row]:
    """By primary key. A broader concept that is retired is left out: the engine does not know it."""
    codes = dict(concepts.values_list("pk", "code"))
    labels: dict[int, dict[str, list[str]]] = defaultdict(lambda: {language: [] for language in LANGUAGES})
    terms = Term.objects.filter(concept__in=concepts.values("pk")).as_written()
    for pk, language, label in terms.values_list("concept_id", "language", "label"):
        labels[pk][language].append(label)
    links = Broader.objects.filter(concept__in=concepts.values("pk"), broader__retired_at=None)
    broader = _grouped(links.values_list("concept_id", "broader__code"))
    themes, goals, sectors = (
        _grouped(_linked(name, concepts).values_list("concept_id", public))
        for name, public in (
            ("themes", "theme__code"),
            ("goals", "goal__number"),
            ("sectors", "sector__code"),
        )
    )
    return {
        pk: Row(
            code=code,
            labels={language: tuple(found) for language, found in labels[pk].items()},
            themes=tuple(themes[pk]),
            broader=tuple(broader[pk]),
            goals=tuple(goals[pk]),
            sectors=tuple(sectors[pk]),
        )
        for pk, code in codes.items()
    }


def fingerprint(row: Row) -> str:
    return hashlib.sha256("\n".join(row_of(row)).encode()).hexdigest()


def _linked(name: str, concepts: ConceptQuerySet) -> models.QuerySet[models.Model]:
    through = getattr(Concept, name).through
    rows: models.QuerySet[models.Model] = through.objects.filter(concept__in=concepts.values("pk"))
    return rows


def _grouped(pairs: Iterable[tuple[int, Any]]) -> "defaultdict[int, list[Any]]":
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for pk, value in pairs:
        found[pk].append(value)
    for values in found.values():
        values.sort(key=str)
    return found
