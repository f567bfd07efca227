import json
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from accounts.models import AuditEntry
from directory.models import Institution
from tests.factories import NOW
from workplans.core.document import ActivityRow, Layout, Node, NodeKind, PlanDocument
from workplans.models import Plan, PlanNode
from workplans.services import NotAWorkPlan, import_plan, load_plans

pytestmark = pytest.mark.django_db

PLANS = settings.BASE_DIR / "fixtures" / "reference" / "plans"


def named(field, text):
    return {f"{field}_{language}": f"{text} {language}" for language in ("en", "es", "fr", "pt")}


def fixture_row(code, parent, kind, position):
    return {
        "code": code,
        "parent": parent,
        "kind": kind,
        "position": position,
        **named("name", f"Name {code}"),
        **named("aim", f"Aim {code}"),
    }


@pytest.fixture
def folder(tmp_path):
    plan = {"code": "hub-2022", "year": 2022, "body": "HUB", **named("name", "Plan"), **named("aim", "Aim")}
    nodes = [fixture_row("1", "", "axis", 1), fixture_row("1.0", "1", "objective", 0)]
    (tmp_path / "hub-2022.json").write_text(json.dumps({"plan": plan, "nodes": nodes}))
    return tmp_path


def document(*nodes, text="Texte"):
    nodes = nodes or (
        Node("1", "", NodeKind.AXIS, 1, text),
        Node("1.0", "1", NodeKind.OBJECTIVE, 0, "But", (ActivityRow(1, expected_results="Un résultat"),)),
    )
    return PlanDocument(
        layout=Layout.CELAC,
        plan_code="hub-2022",
        title="PLAN",
        language="fr",
        imprint="",
        introduction="Entrée",
        nodes=nodes,
        notes=(),
        counts={},
        placed=(),
        noise=(),
        unplaced=(),
    )


def tree():
    """Everything that stands in the tree, without keys or moments."""
    return [
        (
            node.code,
            node.parent.code if node.parent else "",
            node.kind,
            node.position,
            node.name_fr,
            node.aim_es,
            node.source_text,
            node.source_language,
            list(node.rows.values_list("position", "expected_results")),
        )
        for node in PlanNode.objects.select_related("parent").order_by("code")
    ]


def test_the_fixture_names_what_it_owns(folder):
    load_plans(folder=folder, at=NOW)
    node = PlanNode.objects.get(code="1.0")
    with translation.override("pt-br"):
        assert (node.name, node.aim, node.parent.name) == ("Name 1.0 pt", "Aim 1.0 pt", "Name 1 pt")


def test_either_order_gives_the_same_tree(folder):
    load_plans(folder=folder, at=NOW)
    import_plan(document(), dry_run=False, at=NOW)
    fixture_first = tree()
    Plan.objects.all().delete()
    import_plan(document(), dry_run=False, at=NOW)
    load_plans(folder=folder, at=NOW)
    assert tree() == fixture_first


def test_a_second_run_changes_nothing(folder):
    load_plans(folder=folder, at=NOW)
    import_plan(document(), dry_run=False, at=NOW)
    before = tree()
    assert load_plans(folder=folder, at=NOW) == {"unchanged": 3}
    assert import_plan(document(), dry_run=False, at=NOW) == {"unchanged": 3}
    assert tree() == before
    entries = AuditEntry.objects.filter(subject=Plan.objects.get().code).order_by("pk")
    assert list(entries.values_list("action", "actor", "after")) == [
        ("plan.load", None, {"created": 3}),
        ("plan.import", None, {"changed": 3}),
    ]


def test_an_import_never_touches_names_nor_a_load_the_imported_text(folder):
    load_plans(folder=folder, at=NOW)
    import_plan(document(text="Nouveau"), dry_run=False, at=NOW)
    load_plans(folder=folder, at=NOW)
    node = PlanNode.objects.get(code="1")
    assert (node.name_es, node.source_text) == ("Name 1 es", "Nouveau")


def test_a_dry_run_counts_and_writes_nothing():
    assert import_plan(document(), dry_run=True, at=NOW) == {"created": 3}
    assert not Plan.objects.exists()
    assert not AuditEntry.objects.exists()


def test_rows_that_changed_in_the_document_are_replaced():
    import_plan(document(), dry_run=False, at=NOW)
    changed = document(
        Node("1", "", NodeKind.AXIS, 1, "Texte"),
        Node("1.0", "1", NodeKind.OBJECTIVE, 0, "But", (ActivityRow(1, timetable="2023"),)),
    )
    assert import_plan(changed, dry_run=False, at=NOW) == {"unchanged": 2, "changed": 1}
    assert list(PlanNode.objects.get(code="1.0").rows.values_list("expected_results", "timetable")) == [
        ("", "2023")
    ]


def test_a_document_that_is_no_plan_is_refused():
    empty = PlanDocument(
        layout=Layout.AGENDA,
        plan_code="",
        title="",
        language="fr",
        imprint="",
        introduction="",
        nodes=(),
        notes=(),
        counts={},
        placed=(),
        noise=(),
        unplaced=(),
    )
    with pytest.raises(NotAWorkPlan):
        import_plan(empty, dry_run=False, at=NOW)


def test_what_only_the_document_names_is_shown_in_its_own_words():
    import_plan(document(), dry_run=False, at=NOW)
    assert PlanNode.objects.get(code="1").label == "Texte"


def test_the_shipped_plans_load_whole():
    Institution.objects.create(code="celac-ptp", acronym="CELAC", kind="regional", name_en="CELAC")
    load_plans(folder=Path(PLANS), at=NOW)
    counts = {plan.code: plan.nodes.count() for plan in Plan.objects.all()}
    assert counts == {"aicd-wg3-2022": 6, "celac-2022": 90, "sedi-2020": 34}
    assert Plan.objects.get(code="celac-2022").body.acronym == "CELAC"
