"""What a reader hands back: a frozen tree, and an account of every line of the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Layout(StrEnum):
    CELAC = "celac"
    SEDI = "sedi"
    AICD = "aicd"
    AGENDA = "agenda"
    DIALOGUE = "dialogue"


class NodeKind(StrEnum):
    AXIS = "axis"
    OBJECTIVE = "objective"
    STRATEGY = "strategy"
    DEPARTMENT = "department"
    LINE = "line"
    HEADING = "heading"
    INITIATIVE = "initiative"
    MEASURE = "measure"


class UnreadableDocument(Exception):
    """The file cannot be read at all; `code` names the reason, `params` fill its message.

    The caller words the message in the reader's language; `str()` is for logs.
    """

    MESSAGES: ClassVar[Mapping[str, str]] = {
        "empty": "The file is empty.",
        "too_large": "The file has %(size)d bytes; at most %(limit)d are read.",
        "binary": "The file is not plain text.",
        "not_utf8": "The file is not encoded in UTF-8 (first bad byte at %(offset)d).",
        "unrecognised": "The file has none of the layouts that are known.",
        "year_missing": "The plan names no year.",
    }

    def __init__(self, code: str, **params: int) -> None:
        self.code = code
        self.params = params
        super().__init__(self.MESSAGES[code] % params)


@dataclass(frozen=True, slots=True)
class UnplacedLine:
    line_number: int
    text: str


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One row of a table. The first row of an initiative is its own, even if only the name is filled."""

    position: int
    contribution: str = ""
    expected_results: str = ""
    partners_internal: str = ""
    partners_external: str = ""
    adaptation: str = ""
    timetable: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the plan; `name` is the source text without its number or label."""

    code: str
    parent: str
    kind: NodeKind
    position: int
    name: str
    rows: tuple[ActivityRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """`placed`, `noise` and `unplaced` together hold every non-blank line exactly once.

    `imprint` is what the cover says beside the title (issuing body, symbol, date);
    `notes` are footnotes, closing notes and asides. `plan_code` is empty if the
    document is no work plan.
    """

    layout: Layout
    plan_code: str
    title: str
    language: str
    imprint: str
    introduction: str
    nodes: tuple[Node, ...]
    notes: tuple[str, ...]
    counts: Mapping[str, int]
    placed: tuple[int, ...]
    noise: tuple[UnplacedLine, ...]
    unplaced: tuple[UnplacedLine, ...]

    @property
    def is_plan(self) -> bool:
        return bool(self.plan_code)
