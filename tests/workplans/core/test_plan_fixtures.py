"""The condensed plans that ship with the portal stand on the same codes as the documents."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from workplans.core.document import NodeKind
from workplans.core.layouts import read_document

PLANS = Path(__file__).resolve().parents[3] / "fixtures" / "reference" / "plans"
LANGUAGES = ("en", "es", "fr", "pt")
KINDS = {
    "celac-2022": {NodeKind.AXIS, NodeKind.OBJECTIVE, NodeKind.STRATEGY},
    "sedi-2020": {NodeKind.DEPARTMENT, NodeKind.LINE, NodeKind.OBJECTIVE},
    "aicd-wg3-2022": {NodeKind.OBJECTIVE, NodeKind.MEASURE},
}
SEEDS = {"celac-2022": "celac", "sedi-2020": "sedi", "aicd-wg3-2022": "aicd"}
COUNTS = {
    "celac-2022": {"axis": 15, "objective": 15, "strategy": 60},
    "sedi-2020": {"department": 5, "line": 8, "objective": 21},
    "aicd-wg3-2022": {"objective": 1, "measure": 5},
}
LONGEST = {"name": 90, "aim": 200}

every_plan = pytest.mark.parametrize("code", KINDS)


def load(code):
    return json.loads((PLANS / f"{code}.json").read_text(encoding="utf-8"))


@every_plan
def test_a_condensed_plan_has_the_codes_parents_and_positions_of_the_document(seeds, code):
    document = read_document(seeds[SEEDS[code]])
    read = [
        (node.code, node.parent, str(node.kind), node.position)
        for node in document.nodes
        if node.kind in KINDS[code]
    ]
    shipped = [(node["code"], node["parent"], node["kind"], node["position"]) for node in load(code)["nodes"]]
    assert (document.plan_code, shipped) == (load(code)["plan"]["code"], read)


@every_plan
def test_a_condensed_plan_is_whole(code):
    fixture = load(code)
    nodes = fixture["nodes"]
    assert Counter(node["kind"] for node in nodes) == COUNTS[code]
    assert [
        node["parent"] for node in nodes if node["parent"] not in {"", *(other["code"] for other in nodes)}
    ] == []
    assert (fixture["plan"]["code"], str(fixture["plan"]["year"])) == (code, code[-4:])


@every_plan
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", LONGEST)
def test_names_and_aims_are_there_and_short_in_each_language(code, language, text):
    fixture = load(code)
    texts = [entry[f"{text}_{language}"] for entry in (fixture["plan"], *fixture["nodes"])]
    assert [line for line in texts if not 0 < len(line) <= LONGEST[text] or line != line.strip()] == []
    assert [line for line in texts if text == "aim" and not line.endswith(".")] == []


@every_plan
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_siblings_have_the_same_name(code, language):
    names = Counter((node["parent"], node[f"name_{language}"]) for node in load(code)["nodes"])
    assert [name for name, count in names.items() if count > 1] == []


@every_plan
def test_condensed_texts_are_our_own_words(seeds, code):
    document = read_document(seeds[SEEDS[code]])
    source = " ".join(document.introduction.split()).lower() + " ".join(
        node.name.lower() for node in document.nodes
    )
    aims = [node["aim_fr"].lower().rstrip(".") for node in load(code)["nodes"]]
    assert [aim for aim in aims if aim in source] == []


@every_plan
def test_the_body_of_a_plan_is_an_institution_of_the_portal(code):
    with (PLANS.parent / "institutions.csv").open(encoding="utf-8", newline="") as file:
        acronyms = {row["acronym"] for row in csv.DictReader(file)}
    assert load(code)["plan"]["body"] in acronyms
