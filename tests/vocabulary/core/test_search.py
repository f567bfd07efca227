import re
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.core.languages import LANGUAGES
from vocabulary.core.search import index_terms, query_terms
from vocabulary.core.thesaurus import load_thesaurus

THESAURUS = Path(__file__).resolve().parents[3] / "fixtures" / "reference" / "thesaurus.csv"


def finds(query, text, language, thesaurus, asked_in=""):
    indexed = set(index_terms(text, language=language, thesaurus=thesaurus).split())
    asked = query_terms(query, language=asked_in, thesaurus=thesaurus)
    return bool(asked) and all(indexed & set(lexemes) for lexemes in asked)


@pytest.mark.parametrize(
    ("query", "text", "language", "found"),
    [
        pytest.param("educacion", "La educación básica", "es", True, id="without its accent"),
        pytest.param("educação", "éducation de base", "fr", True, id="a cognate"),
        pytest.param(
            "ports",
            "Modernización de los puertos",
            "es",
            True,
            id="a concept of another language",
        ),
        pytest.param(
            "transport",
            "Modernización de los puertos",
            "es",
            True,
            id="a broader concept",
        ),
        pytest.param("puertos", "transporte", "es", False, id="a narrower concept"),
        pytest.param("ports and schools", "los puertos", "es", False, id="all must be there"),
        pytest.param(
            "ports and schools",
            "escuelas en los puertos",
            "es",
            True,
            id="in any order",
        ),
        pytest.param(
            "gestión integral del riesgo",
            "disaster risk management",
            "en",
            True,
            id="a phrase",
        ),
        pytest.param("Haïti", "pour Haiti", "fr", True, id="a name"),
        pytest.param("disaster", "gestión integral del riesgo", "es", True, id="what a phrase stands below"),
        pytest.param("jóvenes", "o jovem e os jovens", "pt", True, id="a cognate past its plural"),
        pytest.param("ações", "uma ação", "pt", True, id="a plural that changes the word"),
        pytest.param("travaux", "le travail", "fr", True, id="an irregular plural"),
        pytest.param("of the", "of the ports", "en", False, id="no subject, no finding"),
    ],
)
def test_a_query_finds_what_means_the_same(thesaurus, query, text, language, found):
    assert finds(query, text, language, thesaurus) is found


@given(st.text(max_size=120), st.sampled_from(["", "en", "es", "fr", "pt"]))
def test_lexemes_are_safe_in_a_search_expression(thesaurus, text, language):
    indexed = index_terms(text, language=language, thesaurus=thesaurus).split()
    asked = [
        lexeme for lexemes in query_terms(text, language=language, thesaurus=thesaurus) for lexeme in lexemes
    ]
    assert [lexeme for lexeme in [*indexed, *asked] if not re.fullmatch(r"[cks]_[a-z0-9_]*", lexeme)] == []
    assert len(indexed) == len(set(indexed))


def test_every_concept_is_found_across_languages_by_its_preferred_terms():
    thesaurus = load_thesaurus(THESAURUS)
    missed = []
    for concept in list(thesaurus.concepts.values())[::11]:
        for asked, written in permutations(LANGUAGES, 2):
            query, text = concept.preferred(asked), concept.preferred(written)
            if not finds(query, text, written, thesaurus, asked):
                missed.append((concept.code, query, text))
    assert missed == []


def test_a_phrase_is_found_in_a_longer_one(thesaurus_text):
    rows = ("water,,,,,water resources,recursos hídricos,ressources en eau,recursos hídricos",)
    rows += ("plan,,,,,water resources plan,plan hídrico,plan des eaux,plano hídrico",)
    thesaurus = load_thesaurus("\n".join((thesaurus_text.strip(), *rows, "")))
    assert finds("water resources", "a water resources plan", "en", thesaurus)
