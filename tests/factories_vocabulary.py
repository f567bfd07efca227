"""Small thesauri for tests."""

from vocabulary.adapters import read_rows
from vocabulary.core.languages import LANGUAGES
from vocabulary.core.thesaurus import Concept as Row
from vocabulary.models import Concept

HEADER = "code,theme,broader,goals,sectors,en,es,fr,pt"
ROWS = (
    "harbour,ports,transport,9,210,harbour | port,puerto,port | havre,porto",
    "school,,,4,,school,escuela,école,escola",
    "transport,,,9,210,transport,transporte,transport,transporte",
)


def write_file(folder, rows):
    (folder / "thesaurus.csv").write_text("\n".join((HEADER, *rows, "")), encoding="utf-8")


def make_row(code="", **facts):
    """`make_row(en="bridge | span", broader=("transport",))`: labels as the file writes them."""
    labels = {
        language: tuple(label.strip() for label in facts.pop(language, "").split("|") if label.strip())
        for language in LANGUAGES
    }
    return Row(code=code, labels=labels, **facts)


def row_of(code):
    concept = Concept.objects.get(code=code)
    return read_rows(Concept.objects.filter(pk=concept.pk))[concept.pk]
