import pytest

from vocabulary.core.languages import language_of
from vocabulary.core.tokens import fold

FRENCH = "le ministère souhaite former les officiers des ports et les agents de la douane avec ses voisins"


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        pytest.param(FRENCH, "fr", "fr", id="declared rightly"),
        pytest.param(FRENCH, "es", "fr", id="declared wrongly"),
        pytest.param(FRENCH, "", "fr", id="not declared"),
        pytest.param(
            FRENCH,
            "de",
            "fr",
            id="declared as a language that the vocabulary does not know",
        ),
        pytest.param("puertos", "es", "es", id="too short to doubt"),
        pytest.param("puertos", "", "en", id="too short to tell"),
        pytest.param("training of officers of the ports", "en", "en", id="English"),
        pytest.param(
            "formação dos oficiais dos portos pelo governo e uma escola nas ilhas com os municípios",
            "es",
            "pt",
            id="Portuguese",
        ),
    ],
)
def test_the_declared_language_stands_unless_the_words_speak_clearly(text, declared, language):
    assert language_of([fold(word) for word in text.split()], declared=declared) == language


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("Training of port officers", "es", "en"),
        ("Training of teachers for rural schools", "fr", "en"),
        ("DRINKING WATER AND SCHOOLS", "pt", "en"),
        ("Water quality monitoring", "es", "en"),
        ("Formação de agentes portuários Procuramos apoio para a formação de trinta agentes", "es", "pt"),
        ("Segurança alimentar nas escolas", "en", "pt"),
        ("Formation des agents portuaires et sécurité", "en", "fr"),
        ("Formation des enseignants ruraux", "es", "fr"),
        ("Capacitación de funcionarios portuarios", "en", "es"),
        ("Agua potable para islas pequeñas", "en", "es"),
    ],
)
def test_a_few_words_speak_by_their_letters_where_function_words_are_few(text, declared, language):
    assert language_of(text.split(), declared=declared) == language
    assert language_of(text.split(), declared=language) == language


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("Bogotá Medellín corridor", "en"),
        ("Support to Universidad Nacional de Córdoba", "en"),
        ("São Paulo and Brasília exchange", "en"),
        ("Taller de marketing branding y coaching", "es"),
        ("Água e saneamento: experiencia de Curitiba", "es"),
        ("Capacitação em marketing e coaching", "pt"),
        ("Assainissement à São Tomé", "fr"),
    ],
)
def test_names_and_borrowed_words_do_not_outvote_the_declared_language(text, declared):
    assert language_of(text.split(), declared=declared) == declared
