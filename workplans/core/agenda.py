"""Annotated agendas: lettered sections with themes, bullets and days. No work plan, but understood."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile

from workplans.core.document import Layout, PlanDocument, UnreadableDocument
from workplans.core.source import Line, Source, paragraphs, read_front

TITLE = re.compile(r"PROJET D['\u2019]ORDRE DU JOUR ANNOTÉ")
SECTION = re.compile(r"([A-Z])\. (.+)")
THEME = re.compile(r"(\d{1,2})\. ?(.+)")
DAY = re.compile(r"(?:Premier|Deuxième|Troisième|Quatrième|Cinquième) jour ?:.*")
BULLET = re.compile(r"· ?(.+)")


def _section(line: Line) -> re.Match[str] | None:
    match = SECTION.fullmatch(line.text)
    return match if match and match[2].isupper() else None


def _bullet_groups(lines: Iterable[Line]) -> Iterator[list[str]]:
    """Bullets that follow each other without a blank line belong together."""
    for is_bullet, group in groupby(lines, key=lambda line: bool(BULLET.fullmatch(line.text))):
        if is_bullet:
            yield [line.text.removeprefix("·").strip() for line in group]


class _Agenda:
    def __init__(self, source: Source) -> None:
        self.counts: Counter[str] = Counter()
        self.letters: list[str] = []
        self.prose: list[Line] = []
        self.asides: list[Line] = []
        self._source = source
        self._areas: set[str] = set()

    def take(self, section: Sequence[Line]) -> None:
        heading = _section(section[0])
        if not heading:
            return
        self._source.place(section[:1])
        self.letters.append(heading[1])
        body = section[1:]
        if heading[2].startswith("ANTÉCÉDENTS"):
            self._keep(self.prose, body)
        elif heading[2].startswith("THÈMES"):
            self._take_themes(body)
        elif heading[2].startswith("BUT"):
            self.counts["purposes"] += self._place_bullets(body)
        elif heading[2].startswith("RÉSULTATS ATTENDUS"):
            # One of the results has lost its bullet: each paragraph counts.
            self.counts["expected_results"] += sum(not line.is_blank for line in body)
            self._source.place(body)
        elif heading[2].startswith("STRUCTURE"):
            self._take_days(body)

    def _keep(self, store: list[Line], lines: Iterable[Line]) -> None:
        for line in lines:
            store.append(line)
            self._source.place([line])

    def _place_bullets(self, lines: Sequence[Line]) -> int:
        bullets = [line for line in lines if BULLET.fullmatch(line.text)]
        self._source.place(bullets)
        return len(bullets)

    def _take_themes(self, lines: Sequence[Line]) -> None:
        for part in _parts(lines, THEME):
            if not THEME.fullmatch(part[0].text):
                continue
            self.counts["themes"] += 1
            self._source.place(part[:1])
            self._take_points(f"theme_{self.counts['themes']}", part[1:])

    def _take_points(self, theme: str, lines: Sequence[Line]) -> None:
        for group in _bullet_groups(lines):
            listed = group[1:] if group[0].endswith(":") else []
            self.counts[f"{theme}_points"] += len(group) - len(listed)
            if listed:
                self.counts[f"{theme}_priority_areas"] += len(listed)
                self._areas.update(listed)
        self.counts["priority_areas_distinct"] = len(self._areas)
        self._place_bullets(lines)
        self._keep(self.asides, (line for line in lines if not BULLET.fullmatch(line.text)))

    def _take_days(self, lines: Sequence[Line]) -> None:
        for part in _parts(lines, DAY):
            if DAY.fullmatch(part[0].text):
                self.counts["meeting_days"] += 1
                self._source.place(part[:1])
                self.counts[f"day_{self.counts['meeting_days']}_items"] += self._place_bullets(part)
            else:
                self._keep(self.prose, part)


def _parts(lines: Sequence[Line], heading: re.Pattern[str]) -> Iterator[list[Line]]:
    """Cut the lines before each heading; the first part may have none."""
    part: list[Line] = []
    for line in lines:
        if part and heading.fullmatch(line.text):
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def read_agenda(source: Source) -> PlanDocument:
    lines = source.remaining
    opening = tuple(takewhile(lambda line: not _section(line), lines))
    front = read_front(source, opening, TITLE)
    if not front:
        raise UnreadableDocument("unrecognised")
    agenda = _Agenda(source)
    section: list[Line] = []
    for line in lines[len(opening) :]:
        if section and _section(line):
            agenda.take(section)
            section = []
        section.append(line)
    if section:
        agenda.take(section)
    aside = paragraphs(agenda.asides).strip()
    return PlanDocument(
        layout=Layout.AGENDA,
        plan_code="",
        title=front.title[0],
        language="fr",
        imprint=paragraphs((*front.cover, *front.rest)),
        introduction=paragraphs(agenda.prose),
        nodes=(),
        notes=(aside,) if aside else (),
        counts={
            "sections": len(agenda.letters),
            "section_letters": len(set(agenda.letters)),
            **agenda.counts,
            "bullet_marks": sum(bool(BULLET.fullmatch(line.text)) for line in source.lines),
        },
        placed=source.placed,
        noise=source.noise,
        unplaced=source.unplaced,
    )
