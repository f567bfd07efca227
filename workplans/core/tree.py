"""The tree while it is being built: positions are counted, codes stay unique."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from workplans.core.document import ActivityRow, Node, NodeKind
from workplans.core.source import Line, Source


@dataclass(slots=True)
class Branch:
    node: Node
    rows: list[ActivityRow] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.node.code

    def add_row(self, row: ActivityRow) -> None:
        self.rows.append(replace(row, position=len(self.rows) + 1))


class Tree:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._branches: dict[str, Branch] = {}
        self._children: Counter[str] = Counter()

    def open(
        self,
        code: str,
        *,
        under: Branch | None,
        kind: NodeKind,
        name: str,
        lines: Sequence[Line],
    ) -> Branch | None:
        """Add a node, or return the one that a repeated heading names.

        None if the code is taken by other words: the lines stay unplaced, and what
        follows must not be hung on a node of that name by accident.
        """
        parent = under.code if under else ""
        known = self._branches.get(code)
        if known is None:
            self._children[parent] += 1
            branch = Branch(Node(code, parent, kind, self._children[parent], name))
            self._branches[code] = branch
            self._source.place(lines)
            return branch
        if (known.node.parent, known.node.name) != (parent, name):
            return None
        self._source.discard(lines)
        return known

    def freeze(self) -> tuple[Node, ...]:
        return tuple(replace(branch.node, rows=tuple(branch.rows)) for branch in self._branches.values())

    def count(self, kind: NodeKind) -> int:
        return sum(branch.node.kind == kind for branch in self._branches.values())
