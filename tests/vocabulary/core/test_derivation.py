from pathlib import Path

import pytest

from vocabulary.core.forms import named_alone
from vocabulary.core.thesaurus import load_thesaurus
from vocabulary.core.tokens import token_of

SHIPPED = load_thesaurus(Path(__file__).resolve().parents[3] / "fixtures" / "reference" / "thesaurus.csv")


def named(word, language):
    return set(named_alone(token_of(word, shouted=False), language, SHIPPED))


@pytest.mark.parametrize(
    ("language", "word", "code"),
    [
        ("en", "officer", "office-building"),
        ("en", "officers", "office-building"),
        ("en", "illustrated", "animation"),
        ("en", "contains", "container"),
        ("en", "inform", "informal-economy"),
        ("en", "reporters", "report"),
        ("en", "investigations", "criminal-investigation"),
        ("en", "cooperate", "cooperative-enterprise"),
        ("en", "required", "need"),
        ("en", "vegetation", "vegetables"),
        ("en", "neighbouring", "neighbourhood"),
        ("es", "práctica", "internship"),
        ("es", "prácticas", "internship"),
        ("es", "incidentes", "advocacy"),
        ("es", "comunica", "community"),
        ("es", "integró", "integrity"),
        ("es", "secreto", "secretariat"),
        ("es", "hospitalidad", "hospital"),
        ("es", "maestría", "teacher"),
        ("es", "organiza", "institution"),
        ("es", "preparar", "prevention"),
        ("es", "materna", "maternity"),
        ("fr", "format", "training"),
        ("fr", "contribution", "taxpayer-services"),
        ("fr", "consommation", "consumers"),
        ("fr", "intégrée", "integrity"),
        ("fr", "rencontrés", "meeting"),
        ("pt", "incidentes", "advocacy"),
        ("pt", "sustento", "sustainable-development"),
        ("pt", "indica", "indicators"),
    ],
)
def test_words_that_only_begin_alike_are_not_derived(language, word, code):
    assert code not in named(word, language)


@pytest.mark.parametrize(
    ("language", "word", "code"),
    [
        ("en", "accredited", "accreditation"),
        ("en", "ministries", "ministry"),
        ("en", "officers", "workforce-of-institutions"),
        ("en", "regulators", "regulation"),
        ("es", "financiar", "financing"),
        ("es", "evaluadores", "evaluation"),
        ("es", "comunica", "communication"),
        ("fr", "climatique", "climate"),
        ("fr", "électriques", "electricity"),
        ("pt", "trabalharam", "work"),
        ("pt", "coordenadas", "coordination"),
    ],
)
def test_what_is_made_of_a_term_names_what_the_term_names(language, word, code):
    assert code in named(word, language)
