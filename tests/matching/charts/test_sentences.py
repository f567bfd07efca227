"""Every code of the engine has a sentence: the codes are read from its source."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from matching.charts import Names, say_blocker, say_evidence, say_modality
from matching.charts.blockers import BLOCKERS
from matching.charts.modality import MODALITY_REASONS
from matching.charts.names import MODALITIES
from matching.charts.sentences import EVIDENCE
from matching.choices import CRITERION_LABELS as LABELS
from matching.core import criteria
from matching.core.modality import Modality
from matching.core.score import Blocker
from matching.services import HIDDEN_FROM_PARTY

CORE = Path(settings.BASE_DIR) / "matching" / "core"
MAKERS = {"Evidence", "Flag", "Blocker", "_not_eligible"}
# Values for each code of evidence, as the engine gives them.
VALUES = {
    "shared_theme": ("ports",),
    "shared_area": ("infrastructure",),
    "shared_sector": ("112",),
    "shared_goal": (4,),
    "shared_concept": ("port", "puerto", "port"),
    "shared_word": ("port", "puerto", "port"),
    "computed": ("south_south", "south_first_provider_alone"),
    "with_third_party": ("triangular",),
    "recipient_outside_south": ("US",),
    "side_of_recipient_unknown": ("",),
    "country_on_both_sides": ("HT",),
    "shared_language": ("fr",),
    "languages_understood": ("es", "pt"),
    "interpretation_needed": ("es", "en,fr"),
    "preferred_by_offer": ("HT",),
    "preferred_by_need": ("CL",),
    "shared_group": ("CARICOM",),
    "no_common_day": (12,),
    "common_period": (739_900, 740_000),
    "delivery": ("remote", "mixed"),
    "financing": ("provider", "open"),
    "near_in_meaning": (72,),
}
PARAMS = {
    "closed": ("offer",),
    "full": ("offer",),
    "same_country": ("HT",),
    "need_not_eligible": ("HT",),
    "offer_not_eligible": ("CL",),
    "no_shared_language": ("es", "en"),
    "modality_impossible": ("south_south", "north_south"),
    "not_visible": ("need",),
    "hidden_from_party": (),
}


def strings_in(node, names):
    """The string constants that an expression can be: itself, a conditional, or a name assigned to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return strings_in(node.body, names) | strings_in(node.orelse, names)
    if isinstance(node, ast.Name):
        return names.get(node.id, set())
    return set()


def made_codes(makers):
    codes = set()
    for path in CORE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found = strings_in(node.value, {})
                names.setdefault(node.targets[0].id, set()).update(found)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in makers and node.args:
                codes |= strings_in(node.args[0], names)
    return codes


def reasons():
    """Reasons of a modality: the second of each pair that the rules return, and the one that is set later."""
    tree = ast.parse((CORE / "modality.py").read_text(encoding="utf-8"))
    pairs = [node for node in ast.walk(tree) if isinstance(node, ast.Tuple) and len(node.elts) == 2]
    return {
        pair.elts[1].value
        for pair in pairs
        if isinstance(pair.elts[1], ast.Constant) and isinstance(pair.elts[1].value, str)
    }


def test_every_code_of_evidence_and_of_a_flag_has_a_sentence():
    assert made_codes({"Evidence", "Flag"}) == EVIDENCE.keys() == VALUES.keys()


def test_every_blocker_has_a_sentence():
    assert made_codes({"Blocker", "_not_eligible"}) | {HIDDEN_FROM_PARTY} == BLOCKERS.keys() == PARAMS.keys()


def test_every_reason_of_a_modality_has_a_sentence():
    assert reasons() == MODALITY_REASONS.keys()


def test_every_criterion_and_every_modality_has_a_name():
    assert [criterion.id for criterion in (*criteria.CRITERIA, criteria.MEANING)] == list(LABELS)
    assert set(MODALITIES) == set(Modality)


@pytest.mark.django_db
@pytest.mark.parametrize("code", VALUES)
def test_a_sentence_of_evidence_is_whole(code):
    sentence = say_evidence(code, [VALUES[code]], Names())
    assert sentence.endswith(".")
    assert "%(" not in sentence


@pytest.mark.django_db
@pytest.mark.parametrize("code", PARAMS)
def test_a_sentence_of_a_blocker_is_whole(code):
    sentence = say_blocker(Blocker(code, PARAMS[code]), Names())
    assert sentence.endswith(".")
    assert "%(" not in sentence


@pytest.mark.django_db
@pytest.mark.parametrize("reason", MODALITY_REASONS)
def test_a_sentence_of_a_modality_is_whole(reason):
    sentence = say_modality(reason, ["HT", "CL", "BR"], Names())
    assert sentence.endswith(".")
    assert "%(" not in sentence


@pytest.mark.parametrize(
    ("bounds", "start"),
    [((739_900, 0), "Both are free from"), ((0, 739_900), "Both are free until"), ((0, 0), "Their periods")],
)
def test_an_open_period_is_told_without_the_day_that_is_missing(bounds, start):
    assert say_evidence("common_period", [bounds], Names()).startswith(start)


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        (("", "south_south"), "The two accept no modality in common."),
        (("triangular", ""), "Both accept Triangular cooperation; these parties can form none."),
    ],
)
def test_an_impossible_modality_says_which_side_of_it_is_empty(params, sentence):
    assert say_blocker(Blocker("modality_impossible", params), Names()) == sentence


def test_quotes_show_the_need_first():
    values = ("port-staff", "capacitación de personal portuario", "formation des agents portuaires")
    assert "“formation des agents portuaires” ↔ “capacitación de personal portuario”" in say_evidence(
        "shared_concept", [values], Names()
    )
