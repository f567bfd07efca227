import csv
from io import StringIO

from reports.charts import Chart

# A spreadsheet runs a cell that begins with one of these as a formula.
RISKY = ("=", "+", "-", "@", "\t", "\r")


def guard_cell(value: str) -> str:
    return f"'{value}" if value.startswith(RISKY) else value


def write_csv(chart: Chart) -> str:
    """The chart's table: the label, then one column per series. Begins with a byte-order mark for spreadsheets."""
    stream = StringIO()
    writer = csv.writer(stream)
    writer.writerow([guard_cell(str(chart.label_heading)), *(guard_cell(str(series.label)) for series in chart.series)])
    for row in chart.rows:
        writer.writerow([guard_cell(str(row.label)), *(mark.value for mark in row.marks)])
    return "\ufeff" + stream.getvalue()
