"""Rows of the tables as the core reads them."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

from django.db import models

from vocabulary.core.languages import LANGUAGES
from vocabulary.core.thesaurus import Concept as Row
from vocabulary.core.thesaurus import row_of
from vocabulary.models import Broader, Concept, Term
from vocabulary.querysets import ConceptQuerySet

M = TypeVar("M", bound=models.Model)
READ_WHOLE = 300


def read_rows(concepts: ConceptQuerySet) -> dict[int, Row]:
    """By primary key. A broader concept that is retired is left out: the engine does not know it."""
    codes = dict(concepts.values_list("pk", "code"))
    labels: dict[int, dict[str, list[str]]] = defaultdict(lambda: {language: [] for language in LANGUAGES})
    terms = _of(codes, Term.objects.as_written())
    for pk, language, label in terms.values_list("concept_id", "language", "label"):
        labels[pk][language].append(label)
    links = _of(codes, Broader.objects.filter(broader__retired_at=None))
    broader = _grouped(links.values_list("concept_id", "broader__code"))
    themes, goals, sectors = (
        _grouped(_of(codes, getattr(Concept, name).through.objects.all()).values_list("concept_id", public))
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


def _of(codes: Collection[int], rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Most or all of the table is read whole, and what is too much left aside: that needs no statistics to be fast."""
    return rows if len(codes) > READ_WHOLE else rows.filter(concept__in=codes)


def fingerprint(row: Row) -> str:
    return hashlib.sha256("\n".join(row_of(row)).encode()).hexdigest()


def _grouped(pairs: Iterable[tuple[int, Any]]) -> "defaultdict[int, list[Any]]":
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for pk, value in pairs:
        found[pk].append(value)
    for values in found.values():
        values.sort(key=str)
    return found
