"""The programme of a dialogue of governments and social actors: prose whose figures are in words."""

import re
from collections.abc import Sequence
from itertools import takewhile

from workplans.core.document import Layout, PlanDocument, UnreadableDocument
from workplans.core.source import Line, Source, paragraphs

NUMBERS = {
    word: number
    for number, word in enumerate(
        (
            "un",
            "deux",
            "trois",
            "quatre",
            "cinq",
            "six",
            "sept",
            "huit",
            "neuf",
            "dix",
            "onze",
            "douze",
        ),
        start=1,
    )
}
# Bounded words keep the search linear, whatever the text.
FIGURES = {
    "actor_groups": re.compile(r"\b(\w{2,8}) groupes d['\u2019]acteurs sociaux", re.IGNORECASE),
    "representatives_per_group": re.compile(r"choisiront (\w+) représentants", re.IGNORECASE),
    "virtual_forums": re.compile(r"\b(\w{2,8}) forums virtuels", re.IGNORECASE),
    "policy_round_tables": re.compile(r"\b(\w{2,8}) tables rondes", re.IGNORECASE),
    "consultation_meetings": re.compile(r"\b(\w{2,8}) séances de consultation", re.IGNORECASE),
}
FORUM = re.compile(r"([a-z])\. (.+)")
# The converter left a replacement character where the number of the footnote was.
FOOTNOTE = re.compile(r"\ufffd ?(.+)")


def _figures(prose: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, pattern in FIGURES.items():
        words = (match[1].lower() for match in pattern.finditer(prose))
        number = next((NUMBERS[word] for word in words if word in NUMBERS), None)
        if number is not None:
            found[name] = number
    return found


def _title(lines: Sequence[Line]) -> list[Line]:
    """Read the capitals at the top, up to the line that names who talks with whom."""
    return [
        line
        for line in takewhile(lambda line: line.is_blank or line.text.isupper(), lines)
        if not line.is_blank
    ]


def read_dialogue(source: Source) -> PlanDocument:
    lines = source.remaining
    title = _title(lines)
    if not title:
        raise UnreadableDocument("unrecognised")
    notes = [line for line in lines if FOOTNOTE.fullmatch(line.text)]
    apart = {line.number for line in (*title, *notes)}
    prose = [line for line in lines if line.number not in apart]
    text = paragraphs(prose)
    source.place(lines)
    return PlanDocument(
        layout=Layout.DIALOGUE,
        plan_code="",
        title=" ".join(line.text for line in title),
        language="fr",
        imprint="",
        introduction=text,
        nodes=(),
        notes=tuple(line.text.removeprefix("\ufffd").strip() for line in notes),
        counts={
            **_figures(text),
            "forums": sum(bool(FORUM.fullmatch(line.text)) for line in prose),
            "footnotes": len(notes),
        },
        placed=source.placed,
        noise=source.noise,
        unplaced=source.unplaced,
    )
