from dataclasses import fields, replace

import pytest

from matching.core.facts import pack_facts, unpack_facts
from matching.core.generation import fit_generation
from matching.core.modality import Modality, PartyKind, Role, Side
from matching.core.profile import NO_TEXT, Audience, Delivery, Financing, PostingSide, Profile
from matching.core.vectors import vectorise

FULL = Profile(
    id="OF-2026-0001",
    side=PostingSide.OFFER,
    themes=frozenset({"ports", "border"}),
    areas=frozenset({"safety"}),
    sectors=frozenset({"21040"}),
    goals=frozenset({9, 16}),
    modalities=frozenset({Modality.TRIANGULAR}),
    role=Role.SECOND_PROVIDER,
    kind=PartyKind.MULTILATERAL,
    country="CL",
    country_side=Side.SOUTH,
    groups=frozenset({"CAN"}),
    languages=frozenset({"es", "pt"}),
    accepts_interpretation=False,
    eligible=frozenset({"HT"}),
    preferred=frozenset({"BO"}),
    available_from=739_000,
    available_until=739_100,
    delivery=Delivery.MIXED,
    financing=Financing.SHARED,
    remaining=3,
    is_open=False,
    audience=Audience.STATES,
    reads_states=False,
    tie=12_345,
)
BARE = Profile(id="NE-2026-0001", side=PostingSide.NEED)


@pytest.fixture
def vector():
    return vectorise(NO_TEXT, fit_generation([], thesaurus="none"))


@pytest.mark.parametrize("profile", [FULL, BARE])
def test_facts_come_back_as_they_were_stored(profile, vector):
    assert unpack_facts(pack_facts(profile), vector) == replace(profile, vector=vector)


def test_the_example_states_everything():
    assert [
        field.name
        for field in fields(Profile)
        if field.name not in {"text", "vector"} and getattr(FULL, field.name) == field.default
    ] == []


def test_equal_facts_are_equal_bytes_whatever_the_order_of_sets():
    names = [f"C{number}" for number in range(50)]
    one = replace(FULL, eligible=frozenset(names))
    other = replace(FULL, eligible=frozenset(reversed(names)))
    assert pack_facts(one) == pack_facts(other)
    assert pack_facts(one) != pack_facts(FULL)
