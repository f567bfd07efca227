"""Concepts as rows: what editing, loading, importing and merging share. Their callers hold the lock."""

import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from django.db import connection, models

from directory.models import Goal, Sector, Theme
from vocabulary.adapters import fingerprint, read_rows
from vocabulary.choices import TermKind
from vocabulary.core.languages import LANGUAGES
from vocabulary.core.thesaurus import Concept as Row
from vocabulary.core.thesaurus import fold_label, is_circular, label_key
from vocabulary.models import Broader, Concept, Term

# Language and key: what a label is known by.
Name: TypeAlias = tuple[str, str]
BATCH = 2_000
# The shipped thesaurus has 45,000 terms; as objects of the ORM they take four times as long.
INSERT_TERMS = """
    INSERT INTO vocabulary_term (concept_id, language, label, key, folded, kind, position, is_live)
    SELECT concept_id, language, label, key, folded, kind, position, is_live
    FROM jsonb_to_recordset(%s::jsonb) AS terms(
        concept_id bigint, language text, label text, key text, folded text, kind text, position smallint, is_live bool
    )
"""


@dataclass(frozen=True, slots=True)
class TakenLabel:
    """A label that another concept holds."""

    language: str
    label: str
    holder: str


class LabelTaken(Exception):
    """A label would name two concepts."""

    def __init__(self, taken: Sequence[TakenLabel]) -> None:
        super().__init__(", ".join(f"{one.label} [{one.language}]: {one.holder}" for one in taken))
        self.taken = taken


class CircularConcept(Exception):
    """A concept would be broader than itself."""


class CodeUnknown(Exception):
    """A theme, goal, sector or broader concept has no row here."""

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(f"{kind} {code!r} is not known")
        self.kind, self.code = kind, code


def names_of(row: Row) -> dict[Name, str]:
    """Every label by what it is known by."""
    return {
        (language, label_key(label, language)): label
        for language in LANGUAGES
        for label in row.labels[language]
    }


def holders_of(names: Collection[Name], *, besides: Collection[int] = ()) -> dict[Name, str]:
    """Codes of the live concepts that hold these labels."""
    rows = Term.objects.live().filter(key__in={key for _language, key in names}).exclude(concept__in=besides)
    held = {
        (language, key): code for language, key, code in rows.values_list("language", "key", "concept__code")
    }
    return {name: held[name] for name in names if name in held}


def refuse_taken(row: Row, *, besides: Collection[int]) -> None:
    names = names_of(row)
    if held := holders_of(names, besides=besides):
        raise LabelTaken([TakenLabel(name[0], names[name], code) for name, code in held.items()])


def refuse_circle(row: Row) -> None:
    retired = Broader.objects.filter(concept__code=row.code).exclude(broader__retired_at=None)
    above = {*row.broader, *retired.values_list("broader__code", flat=True)}
    if is_circular(row.code, links_upwards() | {row.code: tuple(above)}):
        raise CircularConcept(row.code)


def links_upwards() -> dict[str, tuple[str, ...]]:
    """From each code to those right above it, retired ones included: one may come back."""
    above: dict[str, tuple[str, ...]] = {}
    for code, broader in Broader.objects.values_list("concept__code", "broader__code"):
        above[code] = (*above.get(code, ()), broader)
    return above


def tidy(row: Row) -> Row:
    """Every label once in its language and composed, every link once."""
    return replace(
        row,
        labels={language: _once(labels, language) for language, labels in row.labels.items()},
        themes=tuple(dict.fromkeys(row.themes)),
        broader=tuple(dict.fromkeys(row.broader)),
        goals=tuple(dict.fromkeys(row.goals)),
        sectors=tuple(dict.fromkeys(row.sectors)),
    )


def _once(labels: Iterable[str], language: str) -> tuple[str, ...]:
    first: dict[str, str] = {}
    for label in labels:
        first.setdefault(label_key(label, language), unicodedata.normalize("NFC", label))
    return tuple(first.values())


def write_rows(wanted: Mapping[int, Row]) -> None:
    """Give each concept, by its primary key, the terms and links of its row. Raises CodeUnknown.

    Links to a retired broader concept stay, unseen: it may come back.
    """
    _write_terms(wanted)
    codes = {code for row in wanted.values() for code in row.broader}
    known = Concept.objects.live().coded(codes).values_list("code", "pk")
    Broader.objects.filter(concept__in=wanted, broader__retired_at=None).delete()
    _link(Broader, "broader", {pk: row.broader for pk, row in wanted.items()}, dict(known))
    for name, model, public in (
        ("themes", Theme, "code"),
        ("goals", Goal, "number"),
        ("sectors", Sector, "code"),
    ):
        through: Any = getattr(Concept, name).through
        through.objects.filter(concept__in=wanted).delete()
        rows: Any = model._default_manager.values_list(public, "pk")
        links = {pk: getattr(row, name) for pk, row in wanted.items()}
        _link(through, name.removesuffix("s"), links, dict(rows))


def _write_terms(wanted: Mapping[int, Row]) -> None:
    live = set(Concept.objects.live().filter(pk__in=wanted).values_list("pk", flat=True))
    Term.objects.filter(concept__in=wanted).delete()
    rows = [
        {
            "concept_id": pk,
            "language": language,
            "label": label,
            "key": label_key(label, language),
            "folded": fold_label(label),
            "kind": TermKind.ALTERNATIVE if position else TermKind.PREFERRED,
            "position": position,
            "is_live": pk in live,
        }
        for pk, row in wanted.items()
        for language in LANGUAGES
        for position, label in enumerate(row.labels[language])
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_TERMS, [json.dumps(rows)])


def _link(
    through: type[models.Model],
    field: str,
    links: Mapping[int, Iterable[object]],
    known: Mapping[Any, int],
) -> None:
    rows = []
    for pk, codes in links.items():
        for code in codes:
            if code not in known:
                raise CodeUnknown(field, str(code))
            rows.append(through(**{"concept_id": pk, f"{field}_id": known[code]}))
    through._default_manager.bulk_create(rows, batch_size=BATCH)


def settle(pks: Collection[int], *, edited_at: datetime | None = None) -> None:
    """Note what the engine now reads of these concepts."""
    rows = read_rows(Concept.objects.filter(pk__in=pks))
    changed = list(Concept.objects.filter(pk__in=pks))
    for concept in changed:
        concept.fingerprint = fingerprint(rows[concept.pk])
        concept.revision += 1
        if edited_at is not None:
            concept.edited_at = edited_at
    Concept.objects.bulk_update(changed, ["fingerprint", "revision", "edited_at"], batch_size=BATCH)


def below(pks: Collection[int]) -> list[int]:
    return list(Broader.objects.filter(broader__in=pks).values_list("concept_id", flat=True))


def codes_below(code: str) -> list[str]:
    rows = Broader.objects.filter(broader__code=code).order_by("concept__code")
    return list(rows.values_list("concept__code", flat=True))
