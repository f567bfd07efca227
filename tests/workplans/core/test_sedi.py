import pytest

from workplans.core.cells import split_cells
from workplans.core.document import ActivityRow, Node, NodeKind
from workplans.core.layouts import read_document
from workplans.core.rows import RowKind, table_rows
from workplans.core.sedi import letters, split_partners
from workplans.core.source import Source, decode


@pytest.fixture(scope="module")
def plan(seeds):
    return read_document(seeds["sedi"])


@pytest.fixture(scope="module")
def sample(samples):
    return read_document(samples["sedi"])


def node(document, code):
    return next(node for node in document.nodes if node.code == code)


def test_the_published_plan_has_the_counts_that_were_taken_by_hand(plan, expected):
    wanted = expected["sedi"]
    filled = wanted["filled_cells_per_column"]
    assert plan.counts == {
        "departments": wanted["departments"],
        "strategic_line_rows": wanted["strategic_line_rows"],
        "strategic_lines_distinct": wanted["strategic_lines_distinct_by_number"],
        "strategic_objective_rows": wanted["strategic_objective_rows"],
        "strategic_objectives_distinct": wanted["strategic_objectives_distinct_by_code"],
        "theme_headings": wanted["theme_headings"],
        "theme_headings_distinct": wanted["theme_headings_distinct_by_title"],
        "column_header_rows": wanted["column_header_rows"],
        "activity_rows": wanted["initiative_rows_all"],
        "activity_rows_with_content": wanted["initiative_rows_with_content"],
        "activity_rows_named": wanted["initiative_rows_named"],
        "activity_rows_continuation": wanted["initiative_rows_continuation"],
        "activity_rows_blank": wanted["initiative_rows_empty"],
        "activity_rows_cut_short": wanted["rows_with_fewer_than_5_cells"],
        "activity_cells_missing": 11,
        "named_titles_distinct": wanted["distinct_named_titles"],
        "table_cells": wanted["table_cells_total"],
        "initiatives": wanted["initiative_rows_named"],
        "filled_initiative": filled["initiative"],
        "filled_contribution": filled["contribution"],
        "filled_expected_results": filled["expected_results"],
        "filled_partners": filled["partners"],
        "filled_adaptation": filled["covid_response"],
    }


def counted_tree(rows):
    """Rebuild the published tree from the bare rows in the shape of the expected counts."""
    tree = []
    for row in rows:
        if row.kind is RowKind.DEPARTMENT:
            tree.append(
                {
                    "department": row.text(0).partition(":")[2].strip(),
                    "strategic_lines": [],
                }
            )
        elif row.kind is RowKind.LINE:
            line = {
                "number": int(row.text(1).partition(".")[0]),
                "text_start": row.text(1),
                "objectives": [],
            }
            tree[-1]["strategic_lines"].append(line)
        elif row.kind is RowKind.OBJECTIVE:
            counts = {
                "themes": [],
                "rows": 0,
                "named": 0,
                "continuation": 0,
                "empty": 0,
            }
            objective = {"code": row.text(1)[:3], "text_start": row.text(1), **counts}
            tree[-1]["strategic_lines"][-1]["objectives"].append(objective)
        elif row.kind is RowKind.THEME:
            objective["themes"].append(row.text(0))
        elif row.kind is RowKind.ACTIVITY:
            state = "empty" if row.is_blank else "named" if row.text(0) else "continuation"
            objective["rows"] += 1
            objective[state] += 1
    return tree


def test_the_published_rows_stand_under_the_expected_objectives(seeds, expected):
    rows = table_rows(split_cells(Source(decode(seeds["sedi"])).remaining)[1])
    tree = counted_tree(rows)
    wanted = expected["sedi"]["tree"]
    for department, wanted_department in zip(tree, wanted, strict=True):
        for line, wanted_line in zip(
            department["strategic_lines"],
            wanted_department["strategic_lines"],
            strict=True,
        ):
            line["text_start"] = line["text_start"][: len(wanted_line["text_start"])]
            for objective, wanted_objective in zip(
                line["objectives"], wanted_line["objectives"], strict=True
            ):
                objective["text_start"] = objective["text_start"][: len(wanted_objective["text_start"])]
    assert tree == wanted


@pytest.mark.parametrize(
    ("department", "named", "with_content"),
    [("D1", 18, 32), ("D2", 9, 15), ("D3", 19, 36), ("D4", 14, 25), ("D5", 3, 8)],
)
def test_each_published_department_has_its_initiatives_and_rows(plan, department, named, with_content):
    nodes = [node for node in plan.nodes if node.code.startswith(department)]
    assert sum(node.kind is NodeKind.INITIATIVE for node in nodes) == named
    assert sum(len(node.rows) for node in nodes) == with_content


def test_rows_before_any_named_initiative_hang_on_the_theme(plan):
    heading = node(plan, "D4-3.1a")
    assert (heading.kind, len(heading.rows)) == (NodeKind.HEADING, 2)
    assert [node.code for node in plan.nodes if node.parent == "D4-3.1a"] == []


def test_objectives_without_a_theme_hold_their_initiatives_themselves(plan):
    objectives = [node.code for node in plan.nodes if node.kind is NodeKind.OBJECTIVE]
    headed = {node.parent for node in plan.nodes if node.kind is NodeKind.HEADING}
    assert [code for code in objectives if code not in headed] == [
        "D2-6.1",
        "D4-3.4",
        "D4-4.2",
    ]
    assert {node.parent for node in plan.nodes if node.code.startswith("D4-4.2-")} == {"D4-4.2"}


def test_cooperation_is_line_six_as_in_the_tables_not_five_as_in_the_introduction(plan):
    lines = [node.code for node in plan.nodes if node.kind is NodeKind.LINE]
    assert lines == ["D1-1", "D2-2", "D2-3", "D2-6", "D3-2", "D4-3", "D4-4", "D5-6"]
    assert "5. Encourager la coopération" in plan.introduction


def test_an_initiative_that_the_end_of_a_table_cut_short_keeps_its_row(plan):
    cut = node(plan, "D4-4.1-02")
    assert cut.rows == (ActivityRow(1),)


def test_partners_are_told_apart(plan):
    row = node(plan, "D1-1.4-06").rows[0]
    assert row.partners_internal == "Bureau de direction du SEDI"
    assert row.partners_external[:11] == "Campus Cave"


def test_the_cover_is_kept_apart_and_its_repetition_is_noise(plan, sample):
    assert "CIDI/doc.290/20" in plan.imprint
    assert sample.imprint == "SECRÉTARIAT (SEDI)"
    assert [line.text for line in sample.noise[:4]] == [
        "- 3 -",
        "[image: sceau]",
        "SECRÉTARIAT (SEDI)",
        "PLAN DE TRAVAIL 2031",
    ]


def test_a_table_becomes_a_tree(sample):
    assert [(node.code, node.parent, node.kind, node.position, node.name) for node in sample.nodes] == [
        ("D1", "", NodeKind.DEPARTMENT, 1, "PREMIER SERVICE"),
        ("D1-1", "D1", NodeKind.LINE, 1, "Première ligne"),
        ("D1-1.1", "D1-1", NodeKind.OBJECTIVE, 1, "Premier objectif"),
        ("D1-1.1a", "D1-1.1", NodeKind.HEADING, 1, "Premier thème :"),
        (
            "D1-1.1-01",
            "D1-1.1a",
            NodeKind.INITIATIVE,
            1,
            "Initiative une\n\nsuite du nom",
        ),
        ("D1-1.1-02", "D1-1.1a", NodeKind.INITIATIVE, 2, "Initiative deux"),
        ("D1-1.1b", "D1-1.1", NodeKind.HEADING, 2, "Deuxième thème"),
        ("D1-1.2", "D1-1", NodeKind.OBJECTIVE, 2, "Deuxième objectif"),
        ("D1-1.2-01", "D1-1.2", NodeKind.INITIATIVE, 1, "Initiative trois"),
    ]


def test_rows_keep_their_cells_in_their_columns(sample):
    assert node(sample, "D1-1.1-01").rows == (
        ActivityRow(
            position=1,
            contribution="Contribution une",
            expected_results="Résultat un\n\nautre résultat",
            partners_internal="le service",
            partners_external="une banque",
            adaptation="Réponse une\ndeuxième ligne",
        ),
        ActivityRow(position=2, expected_results="Résultat deux"),
    )
    assert node(sample, "D1-1.1b").rows == (ActivityRow(1, contribution="Contribution sans nom"),)
    assert node(sample, "D1-1.2-01").rows[0].partners_external == "une fondation"


def test_blank_and_cut_rows_are_counted(sample):
    keys = (
        "activity_rows",
        "activity_rows_blank",
        "activity_rows_cut_short",
        "activity_cells_missing",
    )
    assert [sample.counts[key] for key in keys] == [6, 1, 1, 3]


def test_a_line_printed_again_goes_on_with_the_same_node(samples):
    text = samples["sedi"].decode()
    again = (
        text
        + "\n\tLIGNE STRATÉGIQUE\n\t1. Première ligne\n\n\tOBJECTIF STRATÉGIQUE\n\t1.3. Troisième objectif\n"
    )
    document = read_document(again.encode())
    assert document.nodes[-1] == Node("D1-1.3", "D1-1", NodeKind.OBJECTIVE, 3, "Troisième objectif")
    assert document.unplaced == ()


def test_an_objective_under_other_words_leaves_its_rows_unplaced(samples):
    text = samples["sedi"].decode().replace("1.2. Deuxième", "1.1. Deuxième")
    document = read_document(text.encode())
    assert "Initiative trois" in [line.text for line in document.unplaced]
    assert [node.code for node in document.nodes][-1] == "D1-1.1b"


def test_headings_are_lettered_beyond_z():
    assert [letters(number) for number in (1, 2, 26, 27, 52, 53)] == [
        "a",
        "b",
        "z",
        "aa",
        "az",
        "ba",
    ]


@pytest.mark.parametrize(
    ("text", "internal", "external"),
    [
        ("", "", ""),
        ("Interne (OEA) : le CICTE", "le CICTE", ""),
        ("Externes : une banque\n\nune université", "", "une banque\n\nune université"),
        ("Interne : A\n\nExterne : B", "A", "B"),
        ("Internes (OEA) : A\nExternes : B\nInterne : C", "A\nC", "B"),
        ("À déterminer", "", "À déterminer"),
        ("Interne (OEA) :", "", ""),
    ],
)
def test_a_cell_of_partners_has_two_sides(text, internal, external):
    assert split_partners(text) == (internal, external)
