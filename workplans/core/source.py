"""From bytes to numbered lines, and the ledger in which each line ends up once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workplans.core.document import UnplacedLine, UnreadableDocument

MAX_BYTES = 5_000_000

# Tab, line feed, vertical tab (a word processor's soft break), form feed and carriage return are text.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
NOISE = re.compile(r"-\s*\d+\s*-|--+|\[image:[^\]]*\]")
TAG = re.compile(r"</?p>")


def decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise UnreadableDocument("too_large", size=len(data), limit=MAX_BYTES)
    if not data.strip():
        raise UnreadableDocument("empty")
    # Before the encoding: a word-processor file is binary first, and wrongly encoded only by the way.
    if b"\x00" in data:
        raise UnreadableDocument("binary")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument("not_utf8", offset=error.start) from error
    if CONTROL.search(text):
        raise UnreadableDocument("binary")
    if not text.strip():
        raise UnreadableDocument("empty")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def squash(raw: str) -> str:
    """Collapse white space; non-breaking spaces count as white space too."""
    return " ".join(raw.split())


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    raw: str
    text: str

    @property
    def is_blank(self) -> bool:
        return not self.text


class Source:
    """The lines of one file, and what has become of each of them."""

    def __init__(self, text: str) -> None:
        self.lines = tuple(
            Line(number, raw, squash(TAG.sub(" ", raw)))
            for number, raw in enumerate(text.split("\n"), start=1)
        )
        self.text = "\n".join(line.text for line in self.lines)
        self._open = {line.number: squash(line.raw) for line in self.lines if line.raw.strip()}
        self._placed: set[int] = set()
        self._noise: list[UnplacedLine] = []
        self.discard(line for line in self.lines if line.is_blank or NOISE.fullmatch(line.text))

    @property
    def remaining(self) -> tuple[Line, ...]:
        """Lines that have no place yet, with the blank ones between them."""
        return tuple(line for line in self.lines if line.is_blank or line.number in self._open)

    def place(self, lines: Iterable[Line]) -> None:
        for line in lines:
            if self._open.pop(line.number, None) is not None:
                self._placed.add(line.number)

    def discard(self, lines: Iterable[Line]) -> None:
        for line in lines:
            text = self._open.pop(line.number, None)
            if text is not None:
                self._noise.append(UnplacedLine(line.number, text))

    @property
    def placed(self) -> tuple[int, ...]:
        return tuple(sorted(self._placed))

    @property
    def noise(self) -> tuple[UnplacedLine, ...]:
        return tuple(sorted(self._noise, key=lambda line: line.line_number))

    @property
    def unplaced(self) -> tuple[UnplacedLine, ...]:
        return tuple(UnplacedLine(number, text) for number, text in sorted(self._open.items()))


def paragraphs(lines: Iterable[Line]) -> str:
    """Join lines into text: a blank line between two of them becomes a paragraph break."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.text for line in lines)).strip("\n")


@dataclass(frozen=True, slots=True)
class Front:
    """What stands before the body: the cover, the title, and what follows the title."""

    cover: tuple[Line, ...]
    title: re.Match[str]
    rest: tuple[Line, ...]


def read_front(source: Source, lines: Iterable[Line], title: re.Pattern[str]) -> Front | None:
    """Part the opening lines at the first title; a title page repeated further down is noise."""
    cover: list[Line] = []
    rest: list[Line] = []
    found: re.Match[str] | None = None
    for line in lines:
        match = title.fullmatch(line.text)
        if match and found:
            source.discard([line])
        elif match:
            found = match
            source.place([line])
        elif found:
            rest.append(line)
        else:
            cover.append(line)
    if not found:
        return None
    repeated = {line.text for line in cover if not line.is_blank}
    source.discard(line for line in rest if line.text in repeated)
    source.place(cover)
    kept = tuple(line for line in rest if line.text not in repeated)
    source.place(kept)
    return Front(tuple(cover), found, kept)
