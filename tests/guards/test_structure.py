"""The laws of the house that no linter knows: direction of foreign keys, sizes, names, quiet cores."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(settings.BASE_DIR)
# High to low; rooms in the same set do not see each other.
FLOORS = (
    {"cooperanet"},
    {"api"},
    {"secretariat", "reports"},
    {"matching"},
    {"offers", "needs"},
    {"postings"},
    {"workplans"},
    {"notices", "vocabulary"},
    {"accounts"},
    {"mail"},
    {"directory", "jobs"},
)
ROOMS = set().union(*FLOORS)
FLOOR_OF = {room: level for level, floor in enumerate(FLOORS) for room in floor}
LONGEST_MODULE = 300
MOST_VIEWS = 8


def modules() -> Iterator[Path]:
    for room in sorted(ROOMS):
        yield from (path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)


def test_every_room_is_on_a_floor() -> None:
    own = {config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    assert own == ROOMS


def test_foreign_keys_point_downwards_only() -> None:
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, (models.ForeignKey, models.ManyToManyField))
        and model._meta.app_label in ROOMS
        and (target := field.related_model._meta.app_label) in ROOMS
        and target != model._meta.app_label
        and FLOOR_OF[target] <= FLOOR_OF[model._meta.app_label]
    ]
    assert upward == []


def reverse_names() -> dict[str, int]:
    """Every name of a relation met from behind (accessor or lookup) -> the lowest floor that owns one."""
    owners: dict[str, int] = {}
    for model in apps.get_models():
        for field in model._meta.get_fields():
            room = field.related_model._meta.app_label if field.auto_created and not field.concrete else ""
            if room in ROOMS and model._meta.app_label in ROOMS:
                for name in filter(None, (field.get_accessor_name(), field.name)):
                    owners[name] = max(owners.get(name, 0), FLOOR_OF[room])
    return owners


# What the abstract Posting itself declares, and each twin owns.
FAMILY = {"texts", "status_changes"}


def names_used(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Attributes, and the parts of every lookup, whether it is a keyword or a string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield from ((node.value.lineno, name) for name in node.arg.split("__"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "__" in node.value:
            yield from ((node.lineno, name) for name in node.value.split("__"))


def test_no_room_walks_a_reverse_relation_into_a_higher_one() -> None:
    owners = {name: floor for name, floor in reverse_names().items() if name not in FAMILY}
    walked = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in modules()
        if "core" not in path.parts  # a core knows no model
        for line, name in names_used(ast.parse(path.read_text(encoding="utf-8")))
        if name in owners and owners[name] < FLOOR_OF[path.relative_to(ROOT).parts[0]]
    ]
    assert walked == []


def test_no_template_walks_a_reverse_relation_into_a_higher_room() -> None:
    pattern = re.compile(
        r"\b(?:node|theme|country|institution|person|user|plan|goal|posting|offer|need)\.(\w+)\b"
    )
    owners = {name: floor for name, floor in reverse_names().items() if name not in FAMILY}
    walked = [
        f"{path.relative_to(ROOT)}: .{name}"
        for path in (ROOT / "templates").rglob("*.html")
        for name in pattern.findall(path.read_text(encoding="utf-8"))
        if name in owners and owners[name] < FLOOR_OF.get(path.relative_to(ROOT / "templates").parts[0], -1)
    ]
    assert walked == []


def test_no_template_loads_the_tags_of_a_higher_room() -> None:
    owner_of = {
        path.stem: room
        for room in ROOMS
        for path in (ROOT / room / "templatetags").glob("*.py")
        if path.stem != "__init__"
    }
    upward = [
        f"{path.relative_to(ROOT)}: {library}"
        for path in (ROOT / "templates").rglob("*.html")
        for tag in re.findall(r"{% load ([^%]+)%}", path.read_text(encoding="utf-8"))
        for library in tag.split()
        if library in owner_of
        and (room := path.relative_to(ROOT / "templates").parts[0]) in FLOOR_OF
        and FLOOR_OF[owner_of[library]] < FLOOR_OF[room]
    ]
    assert upward == []


def test_no_module_is_longer_than_the_limit() -> None:
    long = {
        str(path.relative_to(ROOT)): n
        for path in modules()
        if (n := len(path.read_text().splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_settings_stay_short() -> None:
    assert len((ROOT / "cooperanet" / "settings.py").read_text().splitlines()) < 250


def test_no_module_holds_more_views_than_the_limit() -> None:
    crowded = {}
    for path in modules():
        if path.stem == "views" or "views" in path.parts:
            tree = ast.parse(path.read_text())
            views = [node.name for node in tree.body if is_view(node)]
            if len(views) > MOST_VIEWS:
                crowded[str(path.relative_to(ROOT))] = views
    assert crowded == {}


def is_view(node: ast.stmt) -> bool:
    if isinstance(node, ast.ClassDef):
        return node.name.endswith(("View", "ViewSet"))
    return (
        isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and bool(node.args.args)
        and node.args.args[0].arg in {"request", "_request"}
        and isinstance(node.returns, ast.Name)
        and node.returns.id.startswith("HttpResponse")
    )


def test_nothing_is_imported_inside_a_function() -> None:
    inline = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(node)
        if isinstance(inner, (ast.Import, ast.ImportFrom))
    ]
    assert inline == []


def test_no_database_signal_is_used() -> None:
    pattern = re.compile(r"\b(?:pre|post)_(?:save|delete|init)\b|m2m_changed")
    assert [str(path) for path in modules() if pattern.search(path.read_text())] == []


@pytest.mark.parametrize("core", ["matching.core.rank", "vocabulary.core.reading", "workplans.core.layouts"])
def test_a_core_loads_without_the_framework(core: str) -> None:
    code = f"import sys, {core}; print([m for m in ('django', 'celery', 'rest_framework', 'psycopg2') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("twin", ["offers.Offer", "needs.Need"])
def test_a_twin_keeps_the_shared_constraints(twin: str) -> None:
    model = apps.get_model(twin)
    prefix = twin.lower().replace(".", "_")
    shared = {
        "period_in_order",
        "status_known",
        "visibility_known",
        "valid_until_a_day",
        "role_known",
    }
    assert shared <= {constraint.name.removeprefix(f"{prefix}_") for constraint in model._meta.constraints}
