"""Which of the known layouts a text has; the name of the file is never asked."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from workplans.core.agenda import read_agenda
from workplans.core.aicd import read_aicd
from workplans.core.celac import read_celac
from workplans.core.dialogue import read_dialogue
from workplans.core.document import Layout, PlanDocument, UnreadableDocument
from workplans.core.sedi import read_sedi
from workplans.core.source import Source, decode


@dataclass(frozen=True, slots=True)
class Signature:
    """A text has the layout if each of the patterns stands somewhere in its lines."""

    layout: Layout
    patterns: tuple[re.Pattern[str], ...]
    read: Callable[[Source], PlanDocument]

    def matches(self, text: str) -> bool:
        return all(pattern.search(text) for pattern in self.patterns)


def _lines(*expressions: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(expression, re.MULTILINE) for expression in expressions)


# The first that matches wins: the narrower signatures come first.
SIGNATURES = (
    Signature(
        Layout.AGENDA,
        _lines(r"^PROJET D['\u2019]ORDRE DU JOUR ANNOTÉ$", r"^[A-Z]\. THÈMES"),
        read_agenda,
    ),
    Signature(
        Layout.DIALOGUE,
        _lines(r"^LES GOUVERNEMENTS ET LES ACTEURS SOCIAUX\b", r"\bSommet des Amériques\b"),
        read_dialogue,
    ),
    Signature(
        Layout.AICD,
        _lines(
            r"\bAICD\b",
            r"^PLAN DE TRAVAIL, GROUPE DE TRAVAIL \d{1,2}$",
            r"^Mesures? concrètes?$",
        ),
        read_aicd,
    ),
    Signature(
        Layout.SEDI,
        _lines(
            r"\bSEDI\b",
            r"^PLAN DE TRAVAIL \d{4}$",
            r"^DÉPARTEMENT ?/ ?SECTION ?:",
            r"^OBJECTIF STRATÉGIQUE ?:?$",
        ),
        read_sedi,
    ),
    Signature(
        Layout.CELAC,
        _lines(
            r"\bCELAC\b",
            r"^PLAN DE TRAVAIL \d{4}$",
            r"^Objectifs? ?:",
            r"^Stratégies? ?:",
        ),
        read_celac,
    ),
)


def read_document(data: bytes) -> PlanDocument:
    """Read a document of any known layout.

    Raises UnreadableDocument for what is empty, too large, no text, not UTF-8 or of no known layout.
    """
    source = Source(decode(data))
    for signature in SIGNATURES:
        if signature.matches(source.text):
            document = signature.read(source)
            if document.is_plan and not document.nodes:
                break
            return document
    raise UnreadableDocument("unrecognised")
