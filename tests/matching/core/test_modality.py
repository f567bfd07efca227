import pytest

from matching.core.modality import (
    Flag,
    Modality,
    Party,
    PartyKind,
    Role,
    Side,
    modality_of,
)


def party(role, side=None, country=None, kind=PartyKind.STATE):
    return Party(role=role, kind=kind, side=side, country=country)


def first(side, country=None, kind=PartyKind.STATE):
    return party(Role.FIRST_PROVIDER, side, country, kind)


def second(side, country=None, kind=PartyKind.STATE):
    return party(Role.SECOND_PROVIDER, side, country, kind)


def recipient(side, country=None, kind=PartyKind.STATE):
    return party(Role.RECIPIENT, side, country, kind)


SOUTH, NORTH = Side.SOUTH, Side.NORTH
HAITI = recipient(SOUTH, "HT")
BODY, ENTERPRISE = PartyKind.MULTILATERAL, PartyKind.NON_STATE

CASES = [
    ("South first provider alone", [first(SOUTH, "CL"), HAITI], "south_south", "south_first_provider_alone"),
    ("two South first providers", [first(SOUTH, "CL"), first(SOUTH, "MX"), HAITI], "south_south", "south_first_provider_alone"),
    ("a firm of the South gives alone", [first(SOUTH, "CL", ENTERPRISE), HAITI], "south_south", "south_first_provider_alone"),
    ("South first, North second", [first(SOUTH, "CL"), second(NORTH, "DE"), HAITI], "triangular", "south_first_provider_with_second_provider"),
    ("South first, South second", [first(SOUTH, "CL"), second(SOUTH, "BR"), HAITI], "triangular", "south_first_provider_with_second_provider"),
    ("South first, multilateral second", [first(SOUTH, "CL"), second(None, kind=BODY), HAITI], "triangular", "south_first_provider_with_second_provider"),
    ("South first, non-state second", [first(SOUTH, "CL"), second(None, kind=ENTERPRISE), HAITI], "triangular", "south_first_provider_with_second_provider"),
    ("South and North first, North second", [first(SOUTH, "CL"), first(NORTH, "ES"), second(NORTH, "DE"), HAITI], "triangular", "south_first_provider_with_second_provider"),
    ("North first provider", [first(NORTH, "DE"), HAITI], "north_south", "north_first_provider"),
    ("two North first providers", [first(NORTH, "DE"), first(NORTH, "ES"), HAITI], "north_south", "north_first_provider"),
    ("multilateral first provider", [first(None, kind=BODY), HAITI], "multilateral", "only_multilateral_providers"),
    ("regional first provider", [first(None, kind=PartyKind.REGIONAL), HAITI], "multilateral", "only_multilateral_providers"),
    ("multilateral first and second", [first(None, kind=BODY), second(None, kind=BODY), HAITI], "multilateral", "only_multilateral_providers"),
    ("multilateral second alone", [second(None, kind=BODY), HAITI], "multilateral", "only_multilateral_providers"),
    ("a body with its seat in the North", [first(NORTH, "US", BODY), HAITI], "multilateral", "only_multilateral_providers"),
    ("North second alone", [second(NORTH, "DE"), HAITI], "joint", "second_provider_without_south_first"),
    ("North first and second", [first(NORTH, "DE"), second(NORTH, "ES"), HAITI], "joint", "second_provider_without_south_first"),
    ("South second alone", [second(SOUTH, "CL"), HAITI], "joint", "second_provider_without_south_first"),
    ("multilateral first, North second", [first(None, kind=BODY), second(NORTH, "DE"), HAITI], "joint", "second_provider_without_south_first"),
    ("South and North both first", [first(SOUTH, "CL"), first(NORTH, "DE"), HAITI], "joint", "first_providers_of_different_sides"),
    ("South and multilateral both first", [first(SOUTH, "CL"), first(None, kind=BODY), HAITI], "joint", "first_providers_of_different_sides"),
    ("a provider of unknown side", [first(None, "XX"), HAITI], None, "side_of_provider_unknown"),
    ("nobody at all", [], None, "no_provider"),
    ("recipients only", [HAITI], None, "no_provider"),
    ("providers only", [first(SOUTH, "CL")], None, "no_recipient"),
    ("all recipients in the North", [first(SOUTH, "CL"), recipient(NORTH, "ES")], None, "no_recipient_in_the_south"),
    ("a regional body receives", [first(SOUTH, "CL"), recipient(None, kind=PartyKind.REGIONAL)], "south_south", "south_first_provider_alone"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("parties", "modality", "reason"),
    [pytest.param(*case[1:], id=case[0]) for case in CASES],
)
def test_parties_make_a_modality_for_a_reason(parties, modality, reason):
    verdict = modality_of(parties)
    assert (verdict.modality, verdict.reason) == (modality, reason)
    assert modality_of(parties[::-1]) == verdict


@pytest.mark.parametrize(
    ("parties", "shared", "modality", "params"),
    [
        pytest.param([first(SOUTH, "CL"), HAITI, recipient(SOUTH, "BZ")], True, Modality.REGIONAL, ("BZ", "CL", "HT"), id="three countries"),
        pytest.param([first(SOUTH, "CL"), HAITI], True, Modality.SOUTH_SOUTH, (), id="two countries"),
        pytest.param([first(SOUTH, "CL"), HAITI, recipient(SOUTH, "HT")], True, Modality.SOUTH_SOUTH, (), id="two institutions of one country"),
        pytest.param([first(SOUTH, "CL"), HAITI, recipient(SOUTH, "BZ")], False, Modality.SOUTH_SOUTH, (), id="no objective in common"),
        pytest.param([first(SOUTH, "CL"), second(NORTH, "DE"), HAITI, recipient(SOUTH, "BZ")], True, Modality.TRIANGULAR, (), id="with a second provider"),
    ],
)  # fmt: skip
def test_three_countries_with_a_shared_objective_make_it_regional(parties, shared, modality, params):
    verdict = modality_of(parties, regional_objective=shared)
    assert (verdict.modality, verdict.params) == (modality, params)


@pytest.mark.parametrize(
    ("parties", "flags"),
    [
        pytest.param([first(SOUTH, "CL"), HAITI], (), id="nothing odd"),
        pytest.param([first(SOUTH, "CL"), HAITI, recipient(NORTH, "ES")], (Flag("recipient_outside_south", ("ES",)),), id="one recipient of the North"),
        pytest.param([first(SOUTH, "HT"), HAITI], (Flag("country_on_both_sides", ("HT",)),), id="one country gives and receives"),
        pytest.param([second(SOUTH, "HT"), first(SOUTH, "CL"), HAITI], (Flag("country_on_both_sides", ("HT",)),), id="also as second provider"),
        pytest.param([first(SOUTH, "CL"), recipient(None, "XX")], (Flag("side_of_recipient_unknown", ("XX",)),), id="a recipient of unknown side"),
    ],
)  # fmt: skip
def test_what_needs_a_human_look_is_flagged(parties, flags):
    assert modality_of(parties).flags == flags
