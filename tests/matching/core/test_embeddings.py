import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.core.embeddings import FULL, NAME_BYTES, cosine, pack_embedding

ONE, OTHER = b"model  1", b"model  2"
NUMBERS = st.lists(st.floats(-2, 2, width=32).map(lambda number: round(number, 3)), min_size=4, max_size=4)


@given(one=NUMBERS, other=NUMBERS)
def test_nearness_is_a_whole_number_the_same_from_both_sides(one, other):
    left, right = pack_embedding(ONE, one), pack_embedding(ONE, other)
    near = cosine(left, right)
    assert near == cosine(right, left)
    assert near is None if not (any(one) and any(other)) else 0 <= near <= FULL


@given(numbers=NUMBERS.filter(any), factor=st.sampled_from([0.25, 2.0, 64.0]))
def test_a_vector_is_nearest_to_itself_however_long_it_is(numbers, factor):
    packed = pack_embedding(ONE, numbers)
    assert cosine(packed, packed) == FULL
    assert pack_embedding(ONE, [factor * number for number in numbers]) == packed


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ([1, 0], [0, 1], 0),
        ([1, 0], [-1, 0], 0),
        ([1, 1], [1, 0], 7_071),
        ([3, 4], [4, 3], 9_592),
    ],
)
def test_nearness_is_the_cosine_and_nothing_below_zero(one, other, near):
    assert cosine(pack_embedding(ONE, one), pack_embedding(ONE, other)) == near


def test_vectors_of_different_models_are_not_compared():
    assert cosine(pack_embedding(ONE, [1, 0]), pack_embedding(OTHER, [1, 0])) is None
    assert cosine(pack_embedding(ONE, [1, 0]), pack_embedding(ONE, [1, 0, 0])) is None


@pytest.mark.parametrize("numbers", [[], [0, 0], [float("nan"), 1], [float("inf"), 1]])
def test_what_says_nothing_is_nothing(numbers):
    assert pack_embedding(ONE, numbers) == b""
    assert cosine(b"", pack_embedding(ONE, [1, 0])) is None


def test_a_name_has_its_length():
    assert len(pack_embedding(ONE, [1, 0])) == NAME_BYTES + 2
    with pytest.raises(ValueError, match="8 bytes"):
        pack_embedding(b"short", [1])
