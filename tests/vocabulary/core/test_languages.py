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
