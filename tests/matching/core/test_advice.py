from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.core.advice import WORTH, Effort, advise
from matching.core.changes import changes_of
from matching.core.modality import Modality, PartyKind, Role, Side
from matching.core.pair import Pair
from matching.core.profile import Audience, Delivery, Financing, PostingSide, Profile
from matching.core.rank import score_pair
from vocabulary.core.features import TextFeatures

OFFER, NEED = PostingSide.OFFER, PostingSide.NEED
TODAY = 100
THEMES = ("ports", "schools", "water")
# What no change of one's own lifts.
FIXED = {"closed", "same_country", "not_visible"}


def codes(*values):
    return frozenset(values)


# What is said where a case leaves it out, so that nothing is told of it: themes far apart, one modality, neighbours.
KNOWN = {"modalities": codes(Modality.SOUTH_SOUTH), "groups": codes("SICA")}
OF_OFFER, OF_NEED = {**KNOWN, "themes": codes("ports")}, {**KNOWN, "themes": codes("schools")}


def advise_pair(pair, **options):
    return advise(pair, score_pair(pair.offer, pair.need, pair.generation), today=TODAY, **options)


@pytest.fixture
def told(pair_with):
    """What is advised for a usual pair with these differences, as (side, code, params)."""

    def tell(of_offer, of_need, **options):
        found = advise_pair(pair_with({**OF_OFFER, **of_offer}, {**OF_NEED, **of_need}), **options)
        return [(advice.side.value, advice.code, advice.params) for advice in found]

    return tell


@pytest.mark.parametrize(
    ("of_offer", "of_need", "expected"),
    [
        pytest.param(
            {"languages": codes("es")},
            {"languages": codes("fr", "pt")},
            [("need", "accept_language", ("es",)), ("offer", "accept_language", ("fr", "pt"))],
            id="another working language",
        ),
        pytest.param({}, {"languages": codes("fr")}, [("offer", "state_languages", ("fr",))], id="languages not stated"),
        pytest.param({"delivery": Delivery.REMOTE}, {"delivery": Delivery.ON_SITE}, [("need", "deliver_mixed", ()), ("offer", "deliver_mixed", ())], id="both ways of delivery"),
        pytest.param({"delivery": Delivery.REMOTE}, {"delivery": Delivery.MIXED}, [("offer", "deliver_mixed", ())], id="delivery as the other has it"),
        pytest.param({"delivery": Delivery.REMOTE}, {}, [("need", "state_delivery", ("remote",))], id="delivery not stated"),
        pytest.param(
            {"financing": Financing.RECIPIENT},
            {"financing": Financing.PROVIDER},
            [
                ("need", "share_financing", ("recipient",)),
                ("offer", "share_financing", ("provider",)),
                ("need", "open_financing", ("open",)),
                ("offer", "open_financing", ("open",)),
            ],
            id="who pays",
        ),
        pytest.param({"financing": Financing.OPEN}, {"financing": Financing.SHARED}, [], id="who pays is open already"),
        pytest.param(
            {"available_from": 110, "available_until": 119},
            {"available_from": 130, "available_until": 169},
            [("need", "move_period", (110, 149)), ("offer", "move_period", (130, 139))],
            id="periods apart",
        ),
        pytest.param({"available_from": 10, "available_until": 19}, {"available_from": 40, "available_until": 60}, [], id="periods that are past"),
        pytest.param({"available_from": 110, "available_until": 119}, {}, [("need", "state_period", (110, 119))], id="period not stated"),
        pytest.param(
            {"modalities": codes(Modality.TRIANGULAR)},
            {"modalities": codes(Modality.TRIANGULAR, Modality.SOUTH_SOUTH)},
            [("offer", "accept_modality", ("south_south",))],
            id="the modality that the two make by themselves",
        ),
        pytest.param({"preferred": codes("BZ"), "groups": codes()}, {}, [("offer", "prefer_country", ("HT",))], id="other countries preferred"),
        pytest.param({"groups": codes()}, {}, [("need", "prefer_country", ("CL",)), ("offer", "prefer_country", ("HT",))], id="nothing known of countries"),
        pytest.param({"modalities": codes()}, {"modalities": codes()}, [("need", "state_modalities", ("south_south",)), ("offer", "state_modalities", ("south_south",))], id="modalities not stated"),
        pytest.param({"eligible": codes("BZ")}, {}, [("offer", "admit_country", ("HT",))], id="open to other countries only"),
        pytest.param({"remaining": 0}, {}, [("offer", "add_places", ())], id="no place left"),
        pytest.param(
            {"languages": codes("es"), "accepts_interpretation": False},
            {"languages": codes("fr")},
            [("offer", "accept_language", ("fr",)), ("need", "accept_language", ("es",)), ("offer", "accept_interpretation", ())],
            id="no shared language, interpretation refused by one",
        ),
        pytest.param(
            {"languages": codes("es"), "accepts_interpretation": False},
            {"languages": codes("fr"), "accepts_interpretation": False},
            [("need", "accept_language", ("es",)), ("offer", "accept_language", ("fr",))],
            id="no shared language, interpretation refused by both",
        ),
        pytest.param({"country": "HT", "eligible": codes("BZ")}, {}, [], id="one country on both sides"),
        pytest.param({"is_open": False, "remaining": 0}, {}, [], id="closed"),
        pytest.param({"audience": Audience.STATES, "remaining": 0}, {"reads_states": False}, [], id="not visible to the other"),
        pytest.param({"country_side": Side.NORTH}, {}, [], id="a modality that neither of the two can form"),
        pytest.param({"country_side": Side.NORTH, "modalities": codes()}, {}, [("need", "accept_modality", ("north_south",))], id="an impossible modality"),
    ],
)  # fmt: skip
def test_what_would_raise_a_score_is_told_by_side(told, of_offer, of_need, expected):
    assert sorted(told(of_offer, of_need)) == sorted(expected)


def test_a_theme_is_proposed_only_where_the_own_text_speaks_of_it(told):
    sides = ({"themes": codes("ports")}, {"themes": codes("schools")})
    assert "add_theme" not in {code for _side, code, _params in told(*sides)}
    assert ("offer", "add_theme", ("schools",)) in told(*sides, suggested={OFFER: codes("schools", "water")})


def test_the_cheapest_comes_first_then_what_gains_most(pair_with):
    pair = pair_with(
        {
            **OF_OFFER,
            "groups": codes(),
            "languages": codes("es"),
            "delivery": Delivery.REMOTE,
            "available_from": 110,
            "available_until": 119,
        },
        {
            **OF_NEED,
            "languages": codes("fr"),
            "delivery": Delivery.ON_SITE,
            "available_from": 130,
            "available_until": 139,
        },
    )
    found = [advice for advice in advise_pair(pair) if advice.side is NEED]
    assert [(advice.code, advice.effort) for advice in found] == [
        ("accept_language", Effort.WORD),
        ("deliver_mixed", Effort.TERMS),
        ("prefer_country", Effort.PLAN),
        ("move_period", Effort.PLAN),
    ]
    assert [advice.gain for advice in found[2:]] == sorted(
        (advice.gain for advice in found[2:]), reverse=True
    )
    assert all(advice.gain >= WORTH for advice in found)


def test_of_a_blocked_pair_only_what_lifts_a_blocker_is_told(pair_with):
    pair = pair_with({"eligible": codes("BZ"), "delivery": Delivery.REMOTE}, {"delivery": Delivery.ON_SITE})
    assert [(advice.code, advice.lifts, advice.opens) for advice in advise_pair(pair)] == [
        ("admit_country", ("need_not_eligible",), True)
    ]


def test_of_two_blockers_each_is_told_and_that_one_is_left(pair_with):
    pair = pair_with({"eligible": codes("BZ"), "remaining": 0}, {})
    assert [(advice.code, advice.lifts, advice.opens) for advice in advise_pair(pair)] == [
        ("admit_country", ("need_not_eligible",), False),
        ("add_places", ("full",), False),
    ]


def some(values, most=2):
    return st.frozensets(st.sampled_from(values), max_size=most)


def maybe(values):
    return st.none() | st.sampled_from(list(values))


TEXTS = st.builds(
    lambda counts: TextFeatures(language="es", counts=tuple(counts.items()), surfaces={n: n for n in counts}),
    st.dictionaries(
        st.sampled_from(["w:port", "w:agua", "c:port", "c:training"]), st.integers(1, 9), max_size=3
    ),
)


def in_order(**facts):
    days = sorted(day for day in (facts["available_from"], facts["available_until"]) if day is not None)
    if len(days) == 2:
        facts["available_from"], facts["available_until"] = days
    return Profile(**facts)


def profiles(side):
    return st.builds(
        in_order,
        id=st.just(side.value),
        side=st.just(side),
        text=TEXTS,
        themes=some(THEMES),
        goals=some([4, 6, 9]),
        modalities=some(list(Modality)),
        role=maybe(Role),
        kind=st.sampled_from(PartyKind),
        country=maybe(["CL", "HT", "DE"]),
        country_side=maybe(Side),
        groups=some(["SICA", "CARICOM"]),
        languages=some(["en", "es", "fr", "pt"]),
        accepts_interpretation=st.booleans(),
        eligible=some(["CL", "HT", "DE"]),
        preferred=some(["CL", "HT", "DE"]),
        available_from=st.none() | st.integers(TODAY - 20, TODAY + 50),
        available_until=st.none() | st.integers(TODAY - 20, TODAY + 50),
        delivery=maybe(Delivery),
        financing=maybe(Financing),
        remaining=st.none() | st.integers(0, 2) if side is OFFER else st.none(),
        is_open=st.sampled_from([True, True, True, False]),
        audience=st.sampled_from(Audience),
        reads_states=st.booleans(),
    )


SUGGESTED = st.fixed_dictionaries({OFFER: some(THEMES), NEED: some(THEMES)})


@settings(max_examples=400, deadline=None)
@given(offer=profiles(OFFER), need=profiles(NEED), suggested=SUGGESTED)
def test_a_gain_is_the_score_of_the_changed_pair_less_that_of_the_pair(generation, offer, need, suggested):
    """Told again from the beginning: every change applied, both pairs scored whole, with their texts."""
    pair = Pair(offer, need, generation)
    before = score_pair(offer, need, generation)
    gains = {}
    for change in changes_of(pair, today=TODAY, suggested=suggested):
        then = change.applied_to(pair)
        after = score_pair(then.offer, then.need, generation)
        gains[change.side, change.code, change.params] = (
            after.total - before.total,
            {blocker.code for blocker in before.blockers} - {blocker.code for blocker in after.blockers},
            {blocker.code for blocker in after.blockers},
        )
    for advice in advise(pair, before, today=TODAY, suggested=suggested):
        gain, lifted, left = gains[advice.side, advice.code, advice.params]
        assert (advice.gain, set(advice.lifts)) == (gain, lifted)
        assert advice.opens == bool(before.blockers and not left)


@settings(max_examples=400, deadline=None)
@given(offer=profiles(OFFER), need=profiles(NEED), suggested=SUGGESTED)
def test_advice_helps_is_possible_and_comes_in_one_order(generation, offer, need, suggested):
    pair = Pair(offer, need, generation)
    score = score_pair(offer, need, generation)
    found = advise(pair, score, today=TODAY, suggested=suggested)
    blocked = {blocker.code for blocker in score.blockers}
    assert all(advice.lifts if blocked else advice.gain >= WORTH for advice in found)
    assert not (found and blocked & FIXED)
    assert len({(advice.side, advice.code) for advice in found}) == len(found)
    for one, other in pairwise(found):
        assert (not one.opens, -len(one.lifts), one.effort, -one.gain) <= (
            not other.opens,
            -len(other.lifts),
            other.effort,
            -other.gain,
        )
    assert advise(replace(pair), score, today=TODAY, suggested=suggested) == found


@settings(max_examples=300, deadline=None)
@given(offer=profiles(OFFER), need=profiles(NEED))
def test_a_change_is_of_one_side_and_of_what_is_that_partys_to_change(generation, offer, need):
    given_up = (
        "id",
        "side",
        "text",
        "country",
        "country_side",
        "groups",
        "kind",
        "role",
        "is_open",
        "audience",
    )
    pair = Pair(offer, need, generation)
    for change in changes_of(pair, today=TODAY, suggested={}):
        before = {OFFER: offer, NEED: need}[change.side]
        assert [getattr(change.profile, name) for name in given_up] == [
            getattr(before, name) for name in given_up
        ]
        assert change.profile != before
        first, last = change.profile.available_from, change.profile.available_until
        if change.code in {"move_period", "state_period"}:
            assert last is None or last >= TODAY
            assert first is None or last is None or before.available_until is None or first <= last
