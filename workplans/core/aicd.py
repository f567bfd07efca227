"""Work plans of the AICD working groups: one objective, then measure, expected result, timetable."""

import re
from collections.abc import Iterator, Sequence

from workplans.core.cells import Cell, split_cells
from workplans.core.document import (
    ActivityRow,
    Layout,
    NodeKind,
    PlanDocument,
    UnreadableDocument,
)
from workplans.core.source import Source, paragraphs, read_front
from workplans.core.tree import Branch, Tree

COLUMNS = 3

TITLE = re.compile(r"PLAN DE TRAVAIL, GROUPE DE TRAVAIL (\d{1,2})")
YEAR = re.compile(r"réunion du [^)\n]{1,40}?\b(\d{4})\b")
OBJECTIVE = re.compile(r"Objectif spécifique ?: ?(.+)", re.DOTALL)
HEADER = re.compile(r"Mesures? concrètes?|Résultats? attendus?|Calendrier d['\u2019]exécution")
MEASURE = re.compile(r"(\d{1,2})\. ?([^\d].*)", re.DOTALL)
NOTE = re.compile(r"NOTE ?: ?(.+)", re.DOTALL)


def _begins(cell: Cell) -> bool:
    return any(pattern.fullmatch(cell.text) for pattern in (OBJECTIVE, HEADER, MEASURE, NOTE))


def _groups(cells: Sequence[Cell]) -> Iterator[tuple[Cell, ...]]:
    """Each cell that begins something, with the cells that go on with it."""
    at = 0
    while at < len(cells):
        end = at + 1
        while end < len(cells) and not _begins(cells[end]):
            end += 1
        yield tuple(cells[at:end])
        at = end


class _Measures:
    def __init__(self, source: Source) -> None:
        self.tree = Tree(source)
        self.notes: list[str] = []
        self.cells = 0
        self.result_paragraphs = 0
        self._source = source
        self._objective: Branch | None = None

    def take(self, group: Sequence[Cell]) -> None:
        first = group[0]
        if HEADER.fullmatch(first.text):
            self._source.discard(first.lines)
        elif objective := OBJECTIVE.fullmatch(first.text):
            opened = self.tree.open(
                "0",
                under=None,
                kind=NodeKind.OBJECTIVE,
                name=objective[1],
                lines=first.lines,
            )
            self._objective = opened or self._objective
        elif note := NOTE.fullmatch(first.text):
            self.notes.append(note[1])
            self._source.place(first.lines)
        elif measure := MEASURE.fullmatch(first.text):
            self._open_measure(measure, group)

    def _open_measure(self, measure: re.Match[str], group: Sequence[Cell]) -> None:
        branch = self.tree.open(
            str(int(measure[1])),
            under=self._objective,
            kind=NodeKind.MEASURE,
            name=measure[2],
            lines=group[0].lines,
        )
        others = group[1:COLUMNS]
        if not branch or not any(cell.filled for cell in others):
            return
        texts = [cell.text for cell in others] + [""] * (COLUMNS - 1 - len(others))
        branch.add_row(ActivityRow(position=0, expected_results=texts[0], timetable=texts[1]))
        self.cells += len(group[:COLUMNS])
        self.result_paragraphs += len(others[0].filled)
        for cell in others:
            self._source.place(cell.lines)


def read_aicd(source: Source) -> PlanDocument:
    opening, cells = split_cells(source.remaining)
    front = read_front(source, opening, TITLE)
    year = YEAR.search(source.text)
    if not (front and year):
        raise UnreadableDocument("year_missing")
    measures = _Measures(source)
    for group in _groups(cells):
        measures.take(group)
    return PlanDocument(
        layout=Layout.AICD,
        plan_code=f"aicd-wg{int(front.title[1])}-{year[1]}",
        title=front.title[0],
        language="fr",
        imprint=paragraphs(front.cover),
        introduction=paragraphs(front.rest),
        nodes=measures.tree.freeze(),
        notes=tuple(measures.notes),
        counts={
            "specific_objectives": measures.tree.count(NodeKind.OBJECTIVE),
            "measures": measures.tree.count(NodeKind.MEASURE),
            "columns": sum(bool(HEADER.fullmatch(cell.text)) for cell in cells),
            "cells_in_measure_rows": measures.cells,
            "expected_result_paragraphs": measures.result_paragraphs,
            "notes": len(measures.notes),
        },
        placed=source.placed,
        noise=source.noise,
        unplaced=source.unplaced,
    )
