import pytest

from matching.core.criteria import CRITERIA
from matching.core.modality import Modality, Side
from matching.core.profile import Delivery, Financing
from matching.core.score import Evidence
from vocabulary.core.features import TextFeatures

BY_ID = {criterion.id: criterion for criterion in CRITERIA}


def codes(*values):
    return frozenset(values)


@pytest.mark.parametrize(
    ("criterion", "of_offer", "of_need", "fit", "evidence"),
    [
        pytest.param("theme", {}, {"themes": codes("ports")}, None, [], id="theme: not stated"),
        pytest.param("theme", {"themes": codes("ports", "water")}, {"themes": codes("ports")}, 10_000, [("shared_theme", "ports")], id="theme: all of the shorter list"),
        pytest.param("theme", {"themes": codes("ports", "sea")}, {"themes": codes("ports", "water")}, 8_500, [("shared_theme", "ports")], id="theme: half of it"),
        pytest.param("theme", {"themes": codes("sea"), "areas": codes("blue")}, {"themes": codes("ports"), "areas": codes("blue")}, 4_000, [("shared_area", "blue")], id="theme: one area"),
        pytest.param("theme", {"themes": codes("sea"), "sectors": codes("210", "313")}, {"themes": codes("ports"), "sectors": codes("210"), "goals": codes(9)}, 3_000, [("shared_sector", "210")], id="theme: one DAC category"),
        pytest.param("theme", {"themes": codes("sea"), "goals": codes(9)}, {"themes": codes("ports"), "goals": codes(9, 14)}, 2_000, [("shared_goal", 9)], id="theme: one goal"),
        pytest.param("theme", {"themes": codes("sea")}, {"themes": codes("ports")}, 0, [], id="theme: nothing in common"),
        pytest.param("modality", {}, {}, None, [("computed", "south_south", "south_first_provider_alone")], id="modality: nothing said, all accepted"),
        pytest.param("modality", {"modalities": codes(Modality.SOUTH_SOUTH)}, {}, 10_000, [("computed", "south_south", "south_first_provider_alone")], id="modality: as computed"),
        pytest.param("modality", {}, {"modalities": codes(Modality.TRIANGULAR)}, 6_000, [("computed", "south_south", "south_first_provider_alone"), ("with_third_party", "triangular")], id="modality: with a third party"),
        pytest.param("modality", {"country_side": Side.NORTH}, {"modalities": codes(Modality.SOUTH_SOUTH)}, 0, [("computed", "north_south", "north_first_provider")], id="modality: out of reach"),
        pytest.param("languages", {"languages": codes("es")}, {}, None, [], id="languages: not stated"),
        pytest.param("languages", {"languages": codes("es", "fr")}, {"languages": codes("fr")}, 10_000, [("shared_language", "fr")], id="languages: shared"),
        pytest.param("languages", {"languages": codes("es")}, {"languages": codes("pt")}, 6_000, [("languages_understood", "es", "pt")], id="languages: understood"),
        pytest.param("languages", {"languages": codes("es")}, {"languages": codes("fr")}, 2_500, [("interpretation_needed", "es", "fr")], id="languages: interpreted"),
        pytest.param("geography", {}, {}, None, [], id="geography: not stated"),
        pytest.param("geography", {"preferred": codes("HT")}, {}, 10_000, [("preferred_by_offer", "HT")], id="geography: preferred"),
        pytest.param("geography", {"preferred": codes("BZ")}, {"preferred": codes("CL")}, 5_000, [("preferred_by_need", "CL")], id="geography: preferred by one of two"),
        pytest.param("geography", {"preferred": codes("HT"), "groups": codes("CAN")}, {"groups": codes("CARICOM")}, 6_666, [("preferred_by_offer", "HT")], id="geography: far, but preferred"),
        pytest.param("geography", {"groups": codes("SICA")}, {"groups": codes("SICA")}, 10_000, [("shared_group", "SICA")], id="geography: neighbours"),
        pytest.param("period", {}, {"available_from": 100}, None, [], id="period: not stated"),
        pytest.param("period", {"available_from": 101, "available_until": 200}, {"available_from": 151, "available_until": 400}, 5_000, [("common_period", 151, 200)], id="period: half of the shorter"),
        pytest.param("period", {"available_from": 101}, {"available_from": 151, "available_until": 400}, 10_000, [("common_period", 151, 400)], id="period: an open end"),
        pytest.param("period", {"available_until": 100}, {"available_from": 151}, 0, [("no_common_day", 51)], id="period: apart"),
        pytest.param("period", {"available_until": 100}, {"available_until": 50}, 10_000, [("common_period", 0, 50)], id="period: both open at the start"),
        pytest.param("delivery", {}, {"delivery": Delivery.REMOTE}, None, [], id="delivery: not stated"),
        pytest.param("delivery", {"delivery": Delivery.REMOTE}, {"delivery": Delivery.REMOTE}, 10_000, [("delivery", "remote", "remote")], id="delivery: the same"),
        pytest.param("delivery", {"delivery": Delivery.MIXED}, {"delivery": Delivery.ON_SITE}, 7_000, [("delivery", "mixed", "on_site")], id="delivery: partly"),
        pytest.param("delivery", {"delivery": Delivery.REMOTE}, {"delivery": Delivery.ON_SITE}, 0, [("delivery", "remote", "on_site")], id="delivery: not at all"),
        pytest.param("financing", {"financing": Financing.PROVIDER}, {}, None, [], id="financing: not stated"),
        pytest.param("financing", {"financing": Financing.OPEN}, {"financing": Financing.SHARED}, None, [("financing", "open", "shared")], id="financing: to be agreed"),
        pytest.param("financing", {"financing": Financing.PROVIDER}, {"financing": Financing.SHARED}, 10_000, [("financing", "provider", "shared")], id="financing: better than expected"),
        pytest.param("financing", {"financing": Financing.RECIPIENT}, {"financing": Financing.PROVIDER}, 0, [("financing", "recipient", "provider")], id="financing: each leaves it to the other"),
        pytest.param("text", {"text": TextFeatures(language="es", notes=("empty",))}, {}, None, [], id="text: empty"),
    ],
)  # fmt: skip
def test_a_criterion_judges_and_says_by_what(pair_with, criterion, of_offer, of_need, fit, evidence):
    pair = pair_with(of_offer, of_need)
    found = BY_ID[criterion].evidence(pair)
    assert (BY_ID[criterion].fit(pair), found) == (
        fit,
        tuple(Evidence(code, tuple(values)) for code, *values in evidence),
    )


def test_text_is_explained_by_the_words_as_both_wrote_them(pair_with):
    evidence = BY_ID["text"].evidence(pair_with({}, {}))
    assert evidence == (
        Evidence("shared_concept", ("port", "puertos", "portuaires")),
        Evidence("shared_concept", ("disaster", "desastres", "catastrophe")),
        Evidence("shared_word", ("maritim", "marítima", "maritime")),
    )


def test_ids_fit_the_order_that_is_stored():
    assert [criterion.id for criterion in CRITERIA] == [
        "theme", "text", "modality", "languages", "geography", "period", "delivery", "financing",
    ]  # fmt: skip
    assert sum(criterion.weight for criterion in CRITERIA) == 100
