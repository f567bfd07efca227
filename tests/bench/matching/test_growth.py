import pytest

from bench.matching.growth import exponent


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ({100: 1.0, 200: 2.0, 400: 4.0}, 1.0),
        ({100: 1.0, 400: 2.0, 1600: 4.0}, 0.5),
        ({100: 3.0, 200: 3.0}, 0.0),
    ],
)
def test_the_exponent_is_the_slope_of_the_logarithms(seconds, expected):
    assert exponent(seconds) == expected
