from dataclasses import replace

import pytest

from matching.core.bands import Band, band_of, is_listed, is_suggestion
from matching.core.criteria import CRITERIA, SCORER
from matching.core.profile import Delivery, Financing
from matching.core.rank import score_pair
from matching.core.score import Blocker, Contribution, Score


def score_of(**points):
    """A score in which every criterion that is not named is full."""
    return Score(
        contributions=tuple(
            Contribution(criterion=criterion.id, points=points.get(criterion.id, most), max_points=most)
            for criterion in CRITERIA
            for most in (criterion.weight * 100,)
        )
    )


@pytest.mark.parametrize(
    ("theme", "text", "expected"),
    [
        pytest.param(0, 0, False, id="nothing but the frame in common"),
        pytest.param(0, 1_200, False, id="no theme, texts as near as any two"),
        pytest.param(1_000, 1_000, False, id="one area, texts as near as any two"),
        pytest.param(1_000, 1_400, True, id="one area and near texts"),
        pytest.param(2_125, 600, True, id="one sub-theme, other words"),
        pytest.param(0, 1_650, True, id="another theme, very near texts"),
        pytest.param(None, 1_000, False, id="no theme stated, texts as near as any two"),
    ],
)
def test_a_suggestion_is_carried_by_its_subject(generation, theme, text, expected):
    assert is_suggestion(score_of(theme=theme, text=text), generation) is expected


def test_a_pair_that_fits_in_nothing_else_is_no_suggestion(generation):
    rest = {criterion.id: 0 for criterion in CRITERIA if criterion.id not in {"theme", "text"}}
    assert not is_suggestion(score_of(text=600, **rest), generation)


@pytest.mark.parametrize(
    ("blockers", "themes", "expected"),
    [
        pytest.param((), {"other"}, True, id="nothing blocks, another theme"),
        pytest.param(("closed",), {"other"}, False, id="blocked, another theme"),
        pytest.param(("closed",), set(), False, id="blocked, no theme"),
        pytest.param(("closed",), {"other", "same"}, True, id="blocked, a shared theme"),
    ],
)
def test_what_is_blocked_is_listed_only_for_a_shared_theme(
    generation, offer, need, blockers, themes, expected
):
    score = replace(score_of(), blockers=tuple(Blocker(code) for code in blockers))
    one, other = replace(offer, themes=frozenset({"same"})), replace(need, themes=frozenset(themes))
    assert is_listed(score, one, other, generation) is expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        pytest.param({"text": 1_100}, Band.POSSIBLE, id="all but the words in common"),
        pytest.param({"text": None}, Band.POSSIBLE, id="no words at all"),
        pytest.param({"text": 1_450}, Band.GOOD, id="all in common, words too"),
        pytest.param({"text": 1_650}, Band.STRONG, id="all in common, and near texts"),
        pytest.param(
            {"text": 1_650, "theme": 1_000}, Band.GOOD, id="near texts under another theme of the area"
        ),
        pytest.param(
            {"text": 1_650, "theme": 0, "modality": 0}, Band.POSSIBLE, id="near texts, too little else"
        ),
    ],
)
def test_no_band_above_possible_without_words_in_common(generation, points, expected):
    assert band_of(score_of(**points), generation) is expected


def test_another_threshold_is_another_generation_and_another_band(generation):
    strict = replace(generation, thresholds=generation.thresholds | {"good": 900, "strong": 950})
    assert strict.digest != generation.digest
    assert band_of(score_of(text=1_450), strict) is Band.POSSIBLE


def test_whoever_changes_what_a_pair_scores_raises_the_scorers_version(offer, need, generation):
    """The points that this version gives: with a change of them belongs a new SCORER and a new fit."""
    stated = {
        "themes": frozenset({"ports", "customs"}),
        "areas": frozenset({"trade"}),
        "languages": frozenset({"es"}),
        "groups": frozenset({"SICA"}),
        "delivery": Delivery.MIXED,
        "financing": Financing.SHARED,
        "available_from": 738_000,
        "available_until": 738_100,
    }
    asked = stated | {
        "themes": frozenset({"ports", "fishing", "tides"}),
        "languages": frozenset({"pt"}),
        "delivery": Delivery.REMOTE,
        "financing": Financing.PROVIDER,
        "available_from": 738_050,
        "available_until": 738_250,
    }
    score = score_pair(replace(offer, **stated), replace(need, **asked), generation)
    assert (SCORER, score.points) == (3, (2125, 2460, -1, 600, 1000, 252, 350, 200))
