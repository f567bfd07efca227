import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.core.ties import FIRST_DAY, LAST_DAY, LAST_SERIAL, MOST_URGENT, TIE_BITS, tie_of

POSTINGS = st.tuples(
    st.integers(0, MOST_URGENT), st.integers(FIRST_DAY, FIRST_DAY + LAST_DAY), st.integers(0, LAST_SERIAL)
)


@given(POSTINGS, POSTINGS)
def test_the_more_urgent_then_the_later_then_the_first_entered_goes_first(one, other):
    expected = sorted([one, other], key=lambda posting: (-posting[0], -posting[1], posting[2]))
    assert sorted([one, other], key=lambda posting: tie_of(*posting)) == expected


@given(POSTINGS)
def test_a_tie_leaves_room_for_a_score_in_one_word(posting):
    assert 0 <= tie_of(*posting) < 1 << TIE_BITS
    assert TIE_BITS + (1_000_000).bit_length() <= 63


@pytest.mark.parametrize("day", [1, FIRST_DAY - 1])
def test_a_day_before_the_first_counts_as_the_first(day):
    assert tie_of(0, day, 7) == tie_of(0, FIRST_DAY, 7)


@pytest.mark.parametrize(("urgency", "serial"), [(4, 1), (-1, 1), (0, LAST_SERIAL + 1), (0, -1)])
def test_what_has_no_place_is_refused(urgency, serial):
    with pytest.raises(ValueError, match="no tie"):
        tie_of(urgency, FIRST_DAY, serial)
