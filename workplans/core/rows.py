"""Rows of the SEDI tables: which cells make a marker, a theme or an activity.

The text no longer says where a row begins. Markers (department, header, line, objective)
and the joint between two tables part the cells into blocks; inside a block the cheapest
reading wins, where a whole row followed by a gap costs nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from workplans.core.cells import Cell

COLUMNS = 5

DEPARTMENT = re.compile(r"DÉPARTEMENT ?/ ?SECTION ?: ?(.+)")
LINE_LABEL = re.compile(r"LIGNE STRATÉGIQUE ?:?")
OBJECTIVE_LABEL = re.compile(r"OBJECTIF STRATÉGIQUE ?:?")
HEADER = re.compile(
    r"INITIATIVES (?:/|ET) ACTIVITÉS ?:?"
    r"|CONTRIBUTION À LA RÉSILIENC\w* ET À LA COMPÉTITIVITÉ"
    r"|RÉSULTATS (?:/ CONCLUSIONS ATTENDUS|PRÉVUS)"
    r"|COOPÉRATION ET PARTENARIATS?"
    r"|RÉPONSE (?:/|ET) ADAPTATION À LA COVID[- ]*19"
)

COST_OF_THEME = 1
COST_OF_GAP_INSIDE = 1
COST_OF_NO_GAP_AFTER = 4
COST_OF_CUT_AT_END = 4
COST_OF_CUT_ELSEWHERE = 6


class RowKind(Enum):
    DEPARTMENT = auto()
    HEADER = auto()
    LINE = auto()
    OBJECTIVE = auto()
    THEME = auto()
    ACTIVITY = auto()


@dataclass(frozen=True, slots=True)
class Row:
    kind: RowKind
    cells: tuple[Cell, ...]

    def text(self, column: int) -> str:
        return self.cells[column].text if column < len(self.cells) else ""

    @property
    def is_blank(self) -> bool:
        return all(cell.is_blank for cell in self.cells)

    @property
    def is_cut_short(self) -> bool:
        return self.kind is RowKind.ACTIVITY and len(self.cells) < COLUMNS


def _marker(cells: Sequence[Cell], at: int) -> Row | None:
    """Read the marker that begins at this cell, with the cells that belong to it."""
    text = cells[at].text
    if DEPARTMENT.fullmatch(text):
        end = at + 1
        while end < len(cells) and cells[end].is_blank:
            end += 1
        return Row(RowKind.DEPARTMENT, tuple(cells[at:end]))
    if HEADER.fullmatch(text):
        end = at + 1
        while end < len(cells) and HEADER.fullmatch(cells[end].text):
            end += 1
        return Row(RowKind.HEADER, tuple(cells[at:end]))
    if LINE_LABEL.fullmatch(text):
        return Row(RowKind.LINE, tuple(cells[at : at + 2]))
    if OBJECTIVE_LABEL.fullmatch(text):
        return Row(RowKind.OBJECTIVE, tuple(cells[at : at + 2]))
    return None


def table_rows(cells: Sequence[Cell]) -> Iterator[Row]:
    block: list[Cell] = []
    at = 0
    while at < len(cells):
        marker = _marker(cells, at)
        if marker or cells[at].opens_table:
            yield from _block_rows(block)
            block = []
        if marker:
            yield marker
            at += len(marker.cells)
        else:
            block.append(cells[at])
            at += 1
    yield from _block_rows(block)


def _block_rows(block: Sequence[Cell]) -> Iterator[Row]:
    """Cut the block where the costs are lowest, worked out from its end to its start."""
    size = len(block)
    best: list[tuple[int, int, RowKind]] = [(0, 0, RowKind.ACTIVITY)] * (size + 1)
    for start in range(size - 1, -1, -1):
        # On a tie the theme wins, then the longer row.
        choices = [
            (
                _row_cost(block, start, length) + best[start + length][0],
                length,
                RowKind.ACTIVITY,
            )
            for length in range(min(COLUMNS, size - start), 0, -1)
        ]
        if _may_be_theme(block, start):
            theme = (COST_OF_THEME + best[start + 1][0], 1, RowKind.THEME)
            choices.insert(0, theme)
        best[start] = min(choices, key=lambda choice: choice[0])
    start = 0
    while start < size:
        _, length, kind = best[start]
        yield Row(kind, tuple(block[start : start + length]))
        start += length


def _row_cost(block: Sequence[Cell], start: int, length: int) -> int:
    end = start + length
    cost = COST_OF_GAP_INSIDE * sum(cell.ends_in_gap for cell in block[start : end - 1])
    if end < len(block) and not block[end - 1].ends_in_gap:
        cost += COST_OF_NO_GAP_AFTER
    if length < COLUMNS:
        cost += COST_OF_CUT_AT_END if end == len(block) else COST_OF_CUT_ELSEWHERE
    return cost


def _may_be_theme(block: Sequence[Cell], at: int) -> bool:
    """Ask for a filled cell between two gaps, with a row below it."""
    after_gap = at == 0 or block[at - 1].ends_in_gap
    return after_gap and block[at].ends_in_gap and not block[at].is_blank and at + 1 < len(block)
