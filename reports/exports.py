import csv
from collections.abc import Iterable
from io import StringIO

# A spreadsheet runs a cell that begins with one of these as a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r")


def guard_cell(value: str) -> str:
    return f"'{value}" if value.startswith(RISKY) else value


def write_csv(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    """A table with a byte-order mark, so that spreadsheets read its accents; figures stay figures."""
    stream = StringIO()
    writer = csv.writer(stream)
    for row in (head, *rows):
        writer.writerow([cell if isinstance(cell, int) else guard_cell(str(cell)) for cell in row])
    return "\ufeff" + stream.getvalue()
