"""Tables flattened to text: a tab opens a cell, lines without one go on with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workplans.core.source import Line, paragraphs

OPENING = re.compile(r" ?\t")


@dataclass(frozen=True, slots=True)
class Cell:
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return paragraphs(self.lines)

    @property
    def filled(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.is_blank)

    @property
    def is_blank(self) -> bool:
        return not self.filled

    @property
    def opens_table(self) -> bool:
        """A space before the tab is what is left of the paragraph between two tables."""
        return self.lines[0].raw.startswith(" ")

    @property
    def ends_in_gap(self) -> bool:
        """An empty line follows; one that holds a non-breaking space belongs to the cell."""
        return not self.lines[-1].raw.strip(" ")


def split_cells(lines: Iterable[Line]) -> tuple[tuple[Line, ...], tuple[Cell, ...]]:
    """Part the lines before the first cell from the cells."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if OPENING.match(line.raw):
            groups.append([line])
        else:
            groups[-1].append(line)
    return tuple(groups[0]), tuple(Cell(tuple(group)) for group in groups[1:])
