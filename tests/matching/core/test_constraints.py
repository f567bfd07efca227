import pytest

from matching.core.constraints import blockers
from matching.core.modality import Modality, PartyKind, Role, Side
from matching.core.profile import Audience
from matching.core.score import Blocker

TRIANGULAR, NORTH_SOUTH = (
    frozenset({Modality.TRIANGULAR}),
    frozenset({Modality.NORTH_SOUTH}),
)
NORTHERN = {"country": "DE", "country_side": Side.NORTH}


@pytest.mark.parametrize(
    ("of_offer", "of_need", "found"),
    [
        pytest.param({}, {}, [], id="nothing stated blocks nothing"),
        pytest.param({"is_open": False}, {}, [("closed", "offer")], id="a closed offer"),
        pytest.param({"is_open": False}, {"is_open": False}, [("closed", "offer", "need")], id="both closed"),
        pytest.param({"remaining": 0}, {}, [("full", "offer")], id="no place left"),
        pytest.param({"remaining": 1}, {}, [], id="one place left"),
        pytest.param({"country": "HT"}, {}, [("same_country", "HT")], id="one country on both sides"),
        pytest.param({"country": None}, {"country": None}, [], id="two bodies without a country"),
        pytest.param({"eligible": frozenset({"BZ"})}, {}, [("need_not_eligible", "HT")], id="not eligible"),
        pytest.param({"eligible": frozenset({"HT"})}, {}, [], id="eligible"),
        pytest.param({"eligible": frozenset({"BZ"})}, {"country": None}, [], id="a body is no country to exclude"),
        pytest.param({}, {"eligible": frozenset({"BZ"})}, [("offer_not_eligible", "CL")], id="the need chooses too"),
        pytest.param(
            {"languages": frozenset({"es"})},
            {"languages": frozenset({"en", "fr"}), "accepts_interpretation": False},
            [("no_shared_language", "es", "en,fr")],
            id="no shared language, interpretation refused",
        ),
        pytest.param({"languages": frozenset({"es"})}, {"languages": frozenset({"fr"})}, [], id="interpretation accepted"),
        pytest.param({"accepts_interpretation": False}, {"languages": frozenset({"fr"})}, [], id="languages not stated"),
        pytest.param(
            {"modalities": NORTH_SOUTH}, {}, [("modality_impossible", "north_south", "joint,south_south,triangular")], id="no North here"
        ),
        pytest.param({"modalities": TRIANGULAR}, {}, [], id="a second provider may join"),
        pytest.param({"modalities": TRIANGULAR, **NORTHERN}, {}, [], id="the North as a second provider, role open"),
        pytest.param(
            {"modalities": TRIANGULAR, "role": Role.FIRST_PROVIDER, **NORTHERN},
            {},
            [("modality_impossible", "triangular", "joint,north_south")],
            id="the North insists on being first",
        ),
        pytest.param({"modalities": TRIANGULAR}, {"modalities": NORTH_SOUTH}, [("modality_impossible", "", "joint,south_south,triangular")], id="nothing accepted by both"),
        pytest.param({"modalities": NORTH_SOUTH, "country_side": None}, {}, [], id="a side not known is not judged"),
        pytest.param({"modalities": frozenset({Modality.MULTILATERAL}), "kind": PartyKind.MULTILATERAL, "country": None, "country_side": None}, {}, [], id="a body"),
        pytest.param({"audience": Audience.STATES}, {"reads_states": False}, [("not_visible", "offer")], id="for states only"),
        pytest.param({"audience": Audience.SECRETARIAT}, {"reads_states": False}, [], id="the desk decides on its own"),
    ],
)  # fmt: skip
def test_what_makes_a_pair_impossible_is_named(pair_with, of_offer, of_need, found):
    assert blockers(pair_with(of_offer, of_need)) == tuple(
        Blocker(code, tuple(params)) for code, *params in found
    )
