import pytest

from workplans.core.cells import split_cells
from workplans.core.rows import RowKind, table_rows
from workplans.core.source import Source

THEME, ACTIVITY = RowKind.THEME, RowKind.ACTIVITY


def shape(text):
    rows = table_rows(split_cells(Source(text).lines)[1])
    return [(row.kind, len(row.cells)) for row in rows]


ROW = "\ta\n\tb\n\tc\n\td\n\te\n\n"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (ROW + ROW, [(ACTIVITY, 5), (ACTIVITY, 5)]),
        ("\ttheme\n\n" + ROW, [(THEME, 1), (ACTIVITY, 5)]),
        (ROW + "\ttheme\n\n" + ROW, [(ACTIVITY, 5), (THEME, 1), (ACTIVITY, 5)]),
        ("\tname\n\n\n\n\tb\n\tc\n\td\n\te\n\n" + ROW, [(ACTIVITY, 5), (ACTIVITY, 5)]),
        ("\ta\n\tb\n\tc\n\n\n\td\n\te\n\n" + ROW, [(ACTIVITY, 5), (ACTIVITY, 5)]),
        (
            "\ta\n\nb\n\n\tb\n\n\tc\n\n\td\n\n\te\n\n" + ROW,
            [(ACTIVITY, 5), (ACTIVITY, 5)],
        ),
        (
            ROW + "\ta\n\tb\n \ta\n\tb\n\tc\n\td\n\te\n",
            [(ACTIVITY, 5), (ACTIVITY, 2), (ACTIVITY, 5)],
        ),
        (
            "\ta\n\tb\n\tc\n\td\n\n" + ROW + ROW,
            [(ACTIVITY, 4), (ACTIVITY, 5), (ACTIVITY, 5)],
        ),
        ("\t\n\t\n\t\n\t\n\t\n\n" + ROW, [(ACTIVITY, 5), (ACTIVITY, 5)]),
        ("\tonly\n\n", [(ACTIVITY, 1)]),
        ("", []),
    ],
    ids=[
        "whole rows",
        "a theme above a row",
        "a theme between rows",
        "blank lines inside the first cell are no theme",
        "a gap inside a row",
        "a gap after every cell",
        "a table that ended early",
        "a lost cell shifts one row only",
        "a blank row",
        "a single cell with nothing below",
        "no cells",
    ],
)
def test_cells_fall_into_the_rows_that_were_meant(text, rows):
    assert shape(text) == rows
