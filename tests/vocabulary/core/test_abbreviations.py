from pathlib import Path

import pytest

from vocabulary.core.phrases import mentions
from vocabulary.core.reading import read_text
from vocabulary.core.search import query_terms
from vocabulary.core.thesaurus import content_words, load_thesaurus
from vocabulary.core.tokens import tokenize

SHIPPED = load_thesaurus(Path(__file__).resolve().parents[3] / "fixtures" / "reference" / "thesaurus.csv")


def found(text, language):
    words = content_words(tokenize(text), language)
    return {code for mention in mentions(words, language, SHIPPED) for code in mention.codes}


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        pytest.param("retablos de San José", "es", "food-security", id="a saint"),
        pytest.param("la ciudad de San Pedro Sula", "es", "food-security", id="a saint in a town"),
        pytest.param("a cidade de San Salvador", "pt", "food-security", id="a saint abroad"),
        pytest.param("women-led cooperatives", "en", "lighting", id="what women lead"),
        pytest.param("a project led by Brazil", "en", "lighting", id="what a country leads"),
        pytest.param("plagues of rats and mice", "en", "meetings-tourism", id="mice"),
        pytest.param("stem cell banks", "en", "stem-education", id="a stem"),
        pytest.param("talleres de rap", "es", "recognition-of-prior-learning", id="a song"),
        pytest.param("la memoria Ram", "es", "antimicrobial-resistance", id="memory"),
        pytest.param("desde el alba", "es", "alba", id="the dawn"),
        pytest.param("se pisa la uva", "es", "learning-assessment", id="treading grapes"),
        pytest.param("la musique pop", "fr", "persistent-organic-pollutants", id="music"),
        pytest.param("the LAC region", "en", "lake", id="a region that is no lake"),
        pytest.param("aids to navigation", "en", "hiv-aids", id="help"),
        pytest.param("this report cites three laws", "en", "wildlife-trafficking", id="a long word"),
        pytest.param("RETABLOS DE SAN JOSÉ", "es", "food-security", id="a saint in capitals"),
        pytest.param("A PROJECT LED BY BRAZIL", "en", "lighting", id="what a country leads, in capitals"),
        pytest.param("STEM CELL BANKS", "en", "stem-education", id="a stem in capitals"),
        pytest.param("LES CITES ET LEURS QUARTIERS", "fr", "wildlife-trafficking", id="towns in capitals"),
    ],
)
def test_a_word_or_a_name_is_no_abbreviation(text, language, code):
    assert code not in found(text, language)


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        pytest.param("programa de SAN en escuelas", "es", "food-security", id="in capitals"),
        pytest.param("the LED lamps of streets", "en", "lighting", id="in capitals among words"),
        pytest.param(
            "apoyo a las mipymes", "es", "micro-small-and-medium-enterprises", id="as officials write"
        ),
        pytest.param("uso de las tic", "es", "information-and-communication-technologies", id="a plural"),
        pytest.param("prevención del sida", "es", "hiv-aids", id="a word by now"),
        pytest.param("los países del Mercosur", "es", "mercosur", id="a name"),
        pytest.param("redes 4g", "es", "five-g", id="a digit"),
        pytest.param("LABORATORIO DE LA FAO EN QUITO", "es", "fao-iica", id="where all is in capitals"),
        pytest.param("the LAC region", "en", "latin-america", id="a region"),
    ],
)
def test_an_abbreviation_is_known_as_people_write_it(text, language, code):
    assert code in found(text, language)


def test_where_all_is_in_capitals_a_name_stays_a_name():
    features = read_text(title="MUSEO DE SAN JOSÉ", body="", language="es", thesaurus=SHIPPED)
    assert "c:food-security" not in dict(features.counts)


def test_who_looks_for_an_abbreviation_need_not_write_capitals():
    assert query_terms("fao", thesaurus=SHIPPED)[0][0] == "c_fao_iica"
