import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.core.criteria.period import PERIOD
from matching.core.pair import Pair
from matching.core.periods import moved_period
from matching.core.profile import PostingSide, Profile

TODAY = 100


def posting(first, last, side=PostingSide.NEED):
    return Profile(id=side.value, side=side, available_from=first, available_until=last)


@pytest.mark.parametrize(
    ("own", "other", "moved"),
    [
        pytest.param((110, 119), (130, 169), (130, 139), id="later, into a longer one"),
        pytest.param((200, 209), (130, 169), (160, 169), id="earlier, into a longer one"),
        pytest.param((110, 149), (160, 169), (130, 169), id="later, over a shorter one"),
        pytest.param((110, 149), (120, 129), None, id="over a shorter one already"),
        pytest.param((120, 129), (110, 149), None, id="in a longer one already"),
        pytest.param((60, 69), (50, 169), (100, 109), id="no earlier than today"),
        pytest.param((110, 119), (40, 99), None, id="the other is past"),
        pytest.param((110, 119), (None, None), None, id="the other states none"),
        pytest.param((110, 119), (130, None), (130, 139), id="into one without an end"),
        pytest.param((200, 209), (None, 169), (160, 169), id="into one without a beginning"),
        pytest.param((200, None), (130, 169), (130, None), id="an open end: the beginning moves"),
        pytest.param((120, None), (130, 169), None, id="an open end that covers it already"),
        pytest.param((None, 119), (130, 169), (None, 169), id="an open beginning: the end moves"),
        pytest.param((None, 119), (130, None), None, id="open in opposite directions"),
        pytest.param((None, None), (130, 169), (130, 169), id="none stated: the other's"),
        pytest.param((None, None), (60, 169), (100, 169), id="none stated: the other's from today on"),
        pytest.param((None, None), (None, 169), (None, 169), id="none stated: the other's open beginning"),
    ],
)
def test_a_period_moves_by_what_is_needed(own, other, moved):
    assert moved_period(posting(*own), posting(*other), TODAY) == moved


SPANS = st.tuples(st.integers(0, 30), st.integers(0, 12)).map(
    lambda span: (TODAY + span[0], TODAY + sum(span))
)


@given(own=SPANS, other=SPANS)
def test_a_period_moved_shares_all_days_of_the_shorter_and_no_smaller_step_would_do(generation, own, other):
    def fit(first, last):
        offer, need = posting(first, last, PostingSide.OFFER), posting(*other)
        return PERIOD.fit(Pair(offer, need, generation))

    first, last = moved_period(posting(*own), posting(*other), TODAY) or own
    assert (last - first, fit(first, last)) == (own[1] - own[0], 10_000)
    for step in range(abs(first - own[0])):
        assert max(fit(own[0] + step, own[1] + step), fit(own[0] - step, own[1] - step)) < 10_000
