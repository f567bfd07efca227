"""Every change that the engine can propose has its words and its field: the codes are read from its source."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from matching.charts.names import Names
from matching.charts.raises import CHANGES, say_change, show_raise
from matching.core.advice import Advice, Effort
from matching.core.profile import PostingSide
from needs.forms import NeedForm
from offers.forms import OfferForm
from offers.models import Offer
from tests.factories_postings import make_member_state, make_theme

SOURCE = Path(settings.BASE_DIR) / "matching" / "core" / "changes.py"
PARAMS = {
    "accept_language": ("es", "pt"),
    "state_languages": ("fr",),
    "accept_interpretation": (),
    "accept_modality": ("triangular",),
    "state_modalities": ("south_south",),
    "admit_country": ("HT",),
    "prefer_country": ("HT",),
    "move_period": (739_900, 740_000),
    "state_period": (739_900, 0),
    "add_theme": ("ports",),
    "state_themes": ("ports",),
    "deliver_mixed": (),
    "state_delivery": ("remote",),
    "share_financing": ("shared",),
    "open_financing": ("open",),
    "state_financing": ("provider",),
    "add_places": (),
}


def advice(code, **facts):
    usual = {"side": PostingSide.OFFER, "effort": Effort.WORD, "gain": 70, "at_most": False}
    return Advice(code=code, params=PARAMS[code], **{**usual, **facts})


def strings_below(node):
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)} if node else set()


def test_every_change_that_the_engine_makes_has_a_sentence():
    made = set()
    for node in ast.walk(ast.parse(SOURCE.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Change":
            made |= strings_below(next(word.value for word in node.keywords if word.arg == "code"))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
            made |= strings_below(node.value)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_paid_by":
            made.add(node.args[2].value)
    assert set(CHANGES) == made == set(PARAMS)


def test_every_change_leads_to_a_field_of_the_form_that_makes_it():
    fields = {field for _tell, field in CHANGES.values()}
    assert fields <= {*OfferForm.base_fields}
    assert fields - {*NeedForm.base_fields} == {"remaining_places"}


@pytest.mark.django_db
@pytest.mark.parametrize("code", PARAMS)
def test_a_change_is_told_in_names_and_never_in_codes(code):
    make_member_state("HT")
    make_theme("ports")
    sentence = say_change(advice(code), Names())
    assert sentence.endswith(".")
    assert "%" not in sentence
    assert "_" not in sentence


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ((739_900, 740_000), "Move the period: from Oct. 11, 2026 until Jan. 19, 2027."),
        ((739_900, 0), "Move the period: from Oct. 11, 2026 on."),
        ((0, 740_000), "Move the period: until Jan. 19, 2027."),
    ],
)
def test_a_period_may_be_open_at_either_end(monkeypatch, params, told):
    monkeypatch.setitem(PARAMS, "move_period", params)
    assert say_change(advice("move_period"), Names()) == told


def test_any_of_several_languages_would_do():
    assert (
        say_change(advice("accept_language"), Names())
        == "Accept Spanish or Portuguese as a working language."
    )


@pytest.mark.parametrize(
    ("facts", "gain", "effect"),
    [
        ({}, "+70", ""),
        ({"at_most": True}, "up to +70", ""),
        ({"gain": 0, "lifts": ("full",), "opens": True}, "", "Then nothing stands in the way any more."),
        ({"lifts": ("full",)}, "+70", "Then one thing less stands in the way."),
    ],
)
def test_a_change_says_what_it_gives(facts, gain, effect):
    shown = show_raise(advice("add_places", **facts), Offer(reference="OF-2026-0001"), Names(), may_edit=True)
    assert (shown.kind, shown.gain, shown.effect) == ("offer", gain, effect)
    assert shown.url == "/en/offers/OF-2026-0001/edit/#id_remaining_places"


def test_only_who_may_edit_is_led_to_the_form():
    shown = show_raise(advice("add_places"), Offer(reference="OF-2026-0001"), Names(), may_edit=False)
    assert shown.url == ""
