"""CELAC work plans: numbered axes in capitals, one objective, then a strategy per paragraph."""

import re
from collections import Counter
from itertools import takewhile

from workplans.core.document import Layout, NodeKind, PlanDocument, UnreadableDocument
from workplans.core.source import Line, Source, paragraphs, read_front
from workplans.core.tree import Branch, Tree

TITLE = re.compile(r"PLAN DE TRAVAIL (\d{4})")
AXIS = re.compile(r"(\d{1,3})\. (.+)")
OBJECTIVE = re.compile(r"Objectifs? ?: ?(.+)")
STRATEGY = re.compile(r"Stratégies? ?: ?(.+)")


def _axis(line: Line) -> re.Match[str] | None:
    match = AXIS.fullmatch(line.text)
    return match if match and match[2].isupper() else None


class _Axes:
    """Walks the lines below the introduction; each of them is a paragraph."""

    def __init__(self, source: Source) -> None:
        self.tree = Tree(source)
        self._axis: Branch | None = None
        self._objective: Branch | None = None
        self._labelled = False
        self._strategies: Counter[str] = Counter()

    def take(self, line: Line) -> None:
        heading = _axis(line)
        if heading:
            self._open_axis(heading, line)
        elif self._axis:
            self._take_paragraph(self._axis, line)

    def _open_axis(self, heading: re.Match[str], line: Line) -> None:
        code = str(int(heading[1]))
        self._axis = self.tree.open(code, under=None, kind=NodeKind.AXIS, name=heading[2], lines=[line])
        self._objective = None
        self._labelled = False

    def _take_paragraph(self, axis: Branch, line: Line) -> None:
        objective = OBJECTIVE.fullmatch(line.text)
        strategy = STRATEGY.fullmatch(line.text)
        if objective:
            self._objective = self.tree.open(
                f"{axis.code}.0",
                under=axis,
                kind=NodeKind.OBJECTIVE,
                name=objective[1],
                lines=[line],
            )
            # A second objective means that the heading of the next axis is lost: what follows is not this axis's.
            self._axis = axis if self._objective else None
        elif strategy:
            self._labelled = True
            self._add_strategy(axis, strategy[1], line)
        elif self._labelled:
            self._add_strategy(axis, line.text, line)

    def _add_strategy(self, axis: Branch, name: str, line: Line) -> None:
        self._strategies[axis.code] += 1
        self.tree.open(
            f"{axis.code}.{self._strategies[axis.code]}",
            under=self._objective or axis,
            kind=NodeKind.STRATEGY,
            name=name,
            lines=[line],
        )


def read_celac(source: Source) -> PlanDocument:
    lines = source.remaining
    opening = tuple(takewhile(lambda line: not _axis(line), lines))
    front = read_front(source, opening, TITLE)
    if not front:
        raise UnreadableDocument("year_missing")
    axes = _Axes(source)
    for line in lines[len(opening) :]:
        if not line.is_blank:
            axes.take(line)
    return PlanDocument(
        layout=Layout.CELAC,
        plan_code=f"celac-{front.title[1]}",
        title=front.title[0],
        language="fr",
        imprint=paragraphs(front.cover),
        introduction=paragraphs(front.rest),
        nodes=axes.tree.freeze(),
        notes=(),
        counts={
            "axes": axes.tree.count(NodeKind.AXIS),
            "objectives": axes.tree.count(NodeKind.OBJECTIVE),
            "strategies": axes.tree.count(NodeKind.STRATEGY),
            "introductory_paragraphs": sum(not line.is_blank for line in front.rest),
        },
        placed=source.placed,
        noise=source.noise,
        unplaced=source.unplaced,
    )
