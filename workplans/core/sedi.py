"""SEDI work plans: a table per department, with rows for line, objective and theme."""

import re
from collections import Counter
from collections.abc import Sequence

from workplans.core.cells import Cell, split_cells
from workplans.core.document import (
    ActivityRow,
    Layout,
    NodeKind,
    PlanDocument,
    UnreadableDocument,
)
from workplans.core.rows import COLUMNS, DEPARTMENT, Row, RowKind, table_rows
from workplans.core.source import Source, paragraphs, read_front
from workplans.core.tree import Branch, Tree

TITLE = re.compile(r"PLAN DE TRAVAIL (\d{4})")
LINE = re.compile(r"(\d{1,2})\. ?([^\d].*)", re.DOTALL)
OBJECTIVE = re.compile(r"(\d{1,2}\.\d{1,2})\.? ?(.+)", re.DOTALL)
INTERNAL = re.compile(r"Internes?(?: \(OEA\))? ?: ?")
EXTERNAL = re.compile(r"Externes? ?: ?")


def letters(number: int) -> str:
    """Name headings a to z, then aa, ab..."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("a") + rest) + name
    return name


def split_partners(text: str) -> tuple[str, str]:
    """Part a cell into partners inside and outside the organisation.

    Without a label they count as outside: nobody is claimed as one of the house unasked.
    """
    sides: dict[str, list[str]] = {"internal": [], "external": []}
    side = "external"
    for line in text.split("\n"):
        rest = line
        if label := INTERNAL.match(line):
            side, rest = "internal", line[label.end() :]
        elif label := EXTERNAL.match(line):
            side, rest = "external", line[label.end() :]
        sides[side].append(rest)
    return "\n".join(sides["internal"]).strip(), "\n".join(sides["external"]).strip()


class _Departments:
    def __init__(self, source: Source) -> None:
        self.tree = Tree(source)
        self._source = source
        self._department: Branch | None = None
        self._line: Branch | None = None
        self._objective: Branch | None = None
        self._heading: Branch | None = None
        self._initiative: Branch | None = None
        self._headings: Counter[str] = Counter()
        self._initiatives: Counter[str] = Counter()

    def take(self, row: Row) -> None:
        match row.kind:
            case RowKind.DEPARTMENT:
                self._open_department(row)
            case RowKind.HEADER:
                self._discard(row.cells)
            case RowKind.LINE:
                self._open_line(row)
            case RowKind.OBJECTIVE:
                self._open_objective(row)
            case RowKind.THEME:
                self._open_heading(row)
            case RowKind.ACTIVITY:
                self._take_activity(row)

    def _discard(self, cells: Sequence[Cell]) -> None:
        for cell in cells:
            self._source.discard(cell.lines)

    def _open_department(self, row: Row) -> None:
        label = DEPARTMENT.fullmatch(row.text(0))
        code = f"D{self.tree.count(NodeKind.DEPARTMENT) + 1}"
        name = label[1] if label else row.text(0)
        self._department = self.tree.open(
            code,
            under=None,
            kind=NodeKind.DEPARTMENT,
            name=name,
            lines=row.cells[0].lines,
        )
        self._line = self._objective = self._heading = self._initiative = None

    def _open_line(self, row: Row) -> None:
        self._line = self._open_numbered(row, LINE, NodeKind.LINE, self._department)
        self._objective = self._heading = self._initiative = None

    def _open_objective(self, row: Row) -> None:
        self._objective = self._open_numbered(row, OBJECTIVE, NodeKind.OBJECTIVE, self._line)
        self._heading = self._initiative = None

    def _open_numbered(
        self, row: Row, pattern: re.Pattern[str], kind: NodeKind, under: Branch | None
    ) -> Branch | None:
        """Open the node that the second cell numbers; without a parent or a number the row stays unplaced."""
        numbered = pattern.fullmatch(row.text(1))
        if not (numbered and under and self._department):
            return None
        self._discard(row.cells[:1])
        return self.tree.open(
            f"{self._department.code}-{numbered[1]}",
            under=under,
            kind=kind,
            name=numbered[2],
            lines=row.cells[1].lines,
        )

    def _open_heading(self, row: Row) -> None:
        self._initiative = None
        if self._objective:
            code = self._objective.code
            self._headings[code] += 1
            self._heading = self.tree.open(
                f"{code}{letters(self._headings[code])}",
                under=self._objective,
                kind=NodeKind.HEADING,
                name=row.text(0),
                lines=row.cells[0].lines,
            )

    def _take_activity(self, row: Row) -> None:
        if not self._objective or row.is_blank:
            return
        if row.text(0):
            code = self._objective.code
            self._initiatives[code] += 1
            self._initiative = self.tree.open(
                f"{code}-{self._initiatives[code]:02}",
                under=self._heading or self._objective,
                kind=NodeKind.INITIATIVE,
                name=row.text(0),
                lines=row.cells[0].lines,
            )
        holder = self._initiative or self._heading or self._objective
        internal, external = split_partners(row.text(3))
        holder.add_row(
            ActivityRow(
                position=0,
                contribution=row.text(1),
                expected_results=row.text(2),
                partners_internal=internal,
                partners_external=external,
                adaptation=row.text(4),
            )
        )
        for cell in row.cells[1:]:
            self._source.place(cell.lines)


def _counts(rows: Sequence[Row], tree: Tree) -> dict[str, int]:
    kinds = Counter(row.kind for row in rows)
    activities = [row for row in rows if row.kind is RowKind.ACTIVITY]
    names = [row.text(0) for row in activities if row.text(0)]
    blank = sum(row.is_blank for row in activities)
    columns = (
        "initiative",
        "contribution",
        "expected_results",
        "partners",
        "adaptation",
    )
    filled = {
        f"filled_{name}": sum(bool(row.text(column)) for row in activities)
        for column, name in enumerate(columns)
    }
    return {
        "departments": kinds[RowKind.DEPARTMENT],
        "strategic_line_rows": kinds[RowKind.LINE],
        "strategic_lines_distinct": _distinct(rows, RowKind.LINE, LINE),
        "strategic_objective_rows": kinds[RowKind.OBJECTIVE],
        "strategic_objectives_distinct": _distinct(rows, RowKind.OBJECTIVE, OBJECTIVE),
        "theme_headings": kinds[RowKind.THEME],
        "theme_headings_distinct": len({row.text(0) for row in rows if row.kind is RowKind.THEME}),
        "column_header_rows": kinds[RowKind.HEADER],
        "activity_rows": len(activities),
        "activity_rows_with_content": len(activities) - blank,
        "activity_rows_named": len(names),
        "activity_rows_continuation": len(activities) - len(names) - blank,
        "activity_rows_blank": blank,
        "activity_rows_cut_short": sum(row.is_cut_short for row in activities),
        "activity_cells_missing": sum(COLUMNS - len(row.cells) for row in activities),
        "named_titles_distinct": len(set(names)),
        "table_cells": sum(len(row.cells) for row in rows),
        "initiatives": tree.count(NodeKind.INITIATIVE),
        **filled,
    }


def _distinct(rows: Sequence[Row], kind: RowKind, pattern: re.Pattern[str]) -> int:
    matches = (pattern.fullmatch(row.text(1)) for row in rows if row.kind is kind)
    return len({match[1] for match in matches if match})


def read_sedi(source: Source) -> PlanDocument:
    opening, cells = split_cells(source.remaining)
    front = read_front(source, opening, TITLE)
    if not front:
        raise UnreadableDocument("year_missing")
    rows = tuple(table_rows(cells))
    departments = _Departments(source)
    for row in rows:
        departments.take(row)
    return PlanDocument(
        layout=Layout.SEDI,
        plan_code=f"sedi-{front.title[1]}",
        title=front.title[0],
        language="fr",
        imprint=paragraphs(front.cover),
        introduction=paragraphs(front.rest),
        nodes=departments.tree.freeze(),
        notes=(),
        counts=_counts(rows, departments.tree),
        placed=source.placed,
        noise=source.noise,
        unplaced=source.unplaced,
    )
