import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from reports.exports import RISKY, write_csv


@given(st.text())
def test_no_cell_begins_like_a_formula(value):
    text = write_csv(["Theme", "Needs"], [[value, 3]]).removeprefix("\ufeff")
    _head, *rows = csv.reader(StringIO(text, newline=""))
    label, figure = rows[0]
    assert not label.startswith(RISKY)
    assert label.removeprefix("'") == value.removeprefix("'")
    assert figure == "3"
