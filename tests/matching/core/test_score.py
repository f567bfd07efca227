import pytest

from matching.core.score import Contribution, Ranked, Score


def score(*parts):
    return Score(
        contributions=tuple(
            Contribution(criterion=f"c{place}", points=points, max_points=most)
            for place, (points, most) in enumerate(parts)
        )
    )


@pytest.mark.parametrize(
    ("parts", "precise", "total"),
    [
        pytest.param([], 0, 0, id="no criterion"),
        pytest.param([(None, 100)], 0, 0, id="nothing to judge by"),
        pytest.param([(0, 100)], 0, 0, id="nothing earned"),
        pytest.param([(100, 100), (50, 50)], 1_000_000, 1_000, id="all earned"),
        pytest.param([(100, 100), (None, 900)], 1_000_000, 1_000, id="what is missing leaves the denominator"),
        pytest.param([(1, 3)], 333_333, 333, id="rounded down"),
        pytest.param([(2, 3)], 666_667, 667, id="rounded up"),
    ],
)  # fmt: skip
def test_the_total_is_derived_from_the_parts(parts, precise, total):
    found = score(*parts)
    assert (found.precise, found.total) == (precise, total)
    assert Ranked("x", found.precise).total == total


def test_missing_data_is_stored_as_such():
    assert score((0, 10), (None, 10), (7, 10)).points == (0, -1, 7)
