import csv
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO, TypeVar

from django.db import models

from directory.models import LoadedRow

M = TypeVar("M", bound=LoadedRow)
V = TypeVar("V")

# What the files do not carry, so that loading them never blanks it.
_NOT_IN_FILES = frozenset({"id", "loaded_at", "edited_at", "contact_email", "closed_on"})
_NAMES = ("name_en", "name_es", "name_fr", "name_pt")


class ReferenceFileInvalid(Exception):
    """A reference file is missing or says something that cannot be stored; names the file and the row."""


@dataclass
class Tally:
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    # Edited by the secretariat, hence left alone.
    kept: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.created + other.created,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.kept + other.kept,
        )

    def __str__(self) -> str:
        parts = [
            f"{self.created} created",
            f"{self.changed} changed",
            f"{self.unchanged} unchanged",
        ]
        if self.kept:
            parts.append(f"{self.kept} edited here and left alone")
        return ", ".join(parts)


def read_table(path: Path) -> list[dict[str, str]]:
    with _opened(path) as lines:
        rows = list(csv.DictReader(lines, strict=True))
    for row in rows:
        if None in row or None in row.values():
            raise ReferenceFileInvalid(f"{path.name}: wrong number of cells in {list(row.values())}")
    return rows


def read_list(path: Path) -> list[dict[str, Any]]:
    with _opened(path) as lines:
        rows: list[dict[str, Any]] = json.load(lines)
    return rows


def names_of(row: Mapping[str, str]) -> dict[str, str]:
    return {field: row[field] for field in _NAMES}


def find(known: Mapping[str, V], code: str, where: str) -> V:
    if code not in known:
        raise ReferenceFileInvalid(f"{where}: {code!r} is not known")
    return known[code]


def store(
    wanted: Iterable[M],
    *,
    model: type[M],
    key: Callable[[M], Hashable],
    at: datetime,
    is_kept: Callable[[M, M | None], bool] = lambda _new, old: old is not None and old.edited_at is not None,
) -> Tally:
    """Create and change rows until the table says what `wanted` says; nothing is deleted."""
    tally, fields = Tally(), carried_fields(model)
    manager = model._default_manager
    existing = {key(row): row for row in manager.all()}
    fresh: list[M] = []
    stale: list[M] = []
    for row in wanted:
        old = existing.get(key(row))
        row.loaded_at = at
        if is_kept(row, old):
            tally.kept += 1
        elif old is None:
            fresh.append(row)
        elif _adopt(old, row, fields):
            stale.append(old)
        else:
            tally.unchanged += 1
    manager.bulk_create(fresh)
    manager.bulk_update(stale, [*(field.name for field in fields), "loaded_at"])
    tally.created, tally.changed = len(fresh), len(stale)
    return tally


def carried_fields(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    fields = model._meta.concrete_fields
    return [field for field in fields if field.name not in _NOT_IN_FILES]


def _adopt(old: M, new: M, fields: Iterable["models.Field[Any, Any]"]) -> bool:
    differing = [
        field.attname for field in fields if getattr(old, field.attname) != getattr(new, field.attname)
    ]
    for name in differing:
        setattr(old, name, getattr(new, name))
    if differing:
        old.loaded_at = new.loaded_at
    return bool(differing)


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            yield lines
    except FileNotFoundError as error:
        raise ReferenceFileInvalid(f"{path.name} is missing") from error
    except (UnicodeDecodeError, csv.Error, json.JSONDecodeError) as error:
        raise ReferenceFileInvalid(f"{path.name} cannot be read: {error}") from error
