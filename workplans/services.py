"""Plans come from two sides: the fixture owns names and aims, the imported document its own text."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from accounts.services import record_audit
from directory.models import Institution
from workplans.core.document import ActivityRow as ReadRow
from workplans.core.document import PlanDocument
from workplans.models import ActivityRow, Plan, PlanNode

_NAMES = tuple(f"{field}_{language}" for field in ("name", "aim") for language in ("en", "es", "fr", "pt"))
_ROW_FIELDS = (
    "position",
    "contribution",
    "expected_results",
    "partners_internal",
    "partners_external",
    "adaptation",
    "timetable",
)


def year_of(plan_code: str) -> int:
    """The year that closes a plan's code (celac-2022)."""
    return int(plan_code.rsplit("-", 1)[-1])


class NotAWorkPlan(Exception):
    """The document was recognised, but holds no plan (an agenda, a dialogue)."""


def load_plans(*, folder: Path, at: datetime) -> Counter[str]:
    """Load the condensed plans; counts created, changed and unchanged rows. Never touches imported text."""
    tally: Counter[str] = Counter()
    for path in sorted(folder.glob("*.json")):
        tally += _load_plan(json.loads(path.read_text(encoding="utf-8")), at)
    return tally


@transaction.atomic
def _load_plan(fixture: Mapping[str, Any], at: datetime) -> Counter[str]:
    tally: Counter[str] = Counter()
    facts = dict(fixture["plan"])
    body = Institution.objects.filter(acronym=facts.pop("body"), country=None).first()
    plan, created = Plan.objects.get_or_create(code=facts["code"], defaults={"year": facts["year"]})
    tally[_write(plan, {"body": body, **facts}, created=created)] += 1
    nodes = {node.code: node for node in plan.nodes.all()}
    for row in fixture["nodes"]:
        names = {field: row[field] for field in _NAMES}
        tally[
            _write_node(
                plan,
                nodes,
                row["code"],
                row["parent"],
                row["kind"],
                row["position"],
                names,
            )
        ] += 1
    _audit("plan.load", plan, tally, at)
    return tally


def _audit(action: str, plan: Plan, tally: Counter[str], at: datetime) -> None:
    """Keep what came from a file; a run that changed nothing leaves no trace."""
    done = {outcome: tally[outcome] for outcome in ("created", "changed") if tally[outcome]}
    if done:
        record_audit(actor=None, action=action, subject=plan.code, after=done, at=at)


@transaction.atomic
def import_plan(document: PlanDocument, *, dry_run: bool, at: datetime) -> Counter[str]:
    """Write the document's own text into the plan's tree; running it twice changes nothing.

    Counts created, changed and unchanged rows. With `dry_run` everything is done and undone.
    Raises NotAWorkPlan for a document without nodes.
    """
    if not document.nodes:
        raise NotAWorkPlan(document.layout)
    tally: Counter[str] = Counter()
    plan, created = Plan.objects.get_or_create(
        code=document.plan_code,
        defaults={"year": year_of(document.plan_code), "imported_at": at},
    )
    source = {
        "source_title": document.title,
        "source_introduction": document.introduction,
        "source_language": document.language,
        "imported_at": plan.imported_at or at,
    }
    tally[_write(plan, source, created=created)] += 1
    nodes = {node.code: node for node in plan.nodes.all()}
    for node in document.nodes:
        text = {"source_text": node.name, "source_language": document.language}
        outcome = _write_node(plan, nodes, node.code, node.parent, node.kind, node.position, text)
        if _write_rows(nodes[node.code], node.rows) and outcome == "unchanged":
            outcome = "changed"
        tally[outcome] += 1
    _audit("plan.import", plan, tally, at)
    if dry_run:
        transaction.set_rollback(True)
    return tally


def _write_node(  # noqa: PLR0917 (the columns of one row)
    plan: Plan,
    nodes: dict[str, PlanNode],
    code: str,
    parent: str | None,
    kind: str,
    position: int,
    texts: Mapping[str, str],
) -> str:
    node = nodes.get(code)
    columns = {
        "parent": nodes[parent] if parent else None,
        "kind": kind,
        "position": position,
        **texts,
    }
    if node is None:
        nodes[code] = PlanNode.objects.create(plan=plan, code=code, **columns)
        return "created"
    return _write(node, columns, created=False)


def _write(row: Model, columns: Mapping[str, Any], *, created: bool) -> str:
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    if changed:
        row.save(update_fields=changed)
    return "created" if created else "changed" if changed else "unchanged"


def _write_rows(node: PlanNode, rows: Iterable[ReadRow]) -> bool:
    """Replace the node's rows when they differ; returns whether they did."""
    wanted = [{field: getattr(row, field) for field in _ROW_FIELDS} for row in rows]
    if wanted == list(node.rows.values(*_ROW_FIELDS)):
        return False
    node.rows.all().delete()
    ActivityRow.objects.bulk_create(ActivityRow(node=node, **row) for row in wanted)
    return True
