import pytest

from bench.results.figures import Figure, table


@pytest.mark.parametrize(
    ("value", "less", "reached"),
    [
        (7, False, "aim"),
        (6, False, "aim"),
        (5, False, "floor"),
        (2, False, "**no**"),
        (1, True, "aim"),
        (9, True, "**no**"),
    ],
)
def test_a_figure_says_what_it_reached(value, less, reached):
    floor, aim = (3, 2) if less else (3, 6)
    assert Figure(what="speed", value=value, floor=floor, aim=aim, less_is_better=less).reached == reached


def test_a_figure_without_bounds_reaches_nothing_and_misses_nothing():
    figure = Figure(what="speed", value=1)
    assert (figure.reached, figure.reaches_floor) == ("", True)


def test_a_figure_shows_its_bounds_in_its_own_unit():
    figure = Figure(
        what="wait",
        value=1.25,
        n=5,
        spread=(1, 2.5),
        unit=" s",
        decimals=1,
        floor=2,
        aim=1,
        less_is_better=True,
    )
    assert figure.cells == ("wait", "1.2 s", "5", "1.0 to 2.5", "≤ 2.0 s", "≤ 1.0 s", "floor")


def test_a_table_has_its_header_above_a_line():
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
