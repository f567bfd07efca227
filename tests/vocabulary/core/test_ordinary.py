import pytest

from vocabulary.core.ordinary import is_ordinary


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "sessions"),
        ("en", "offered"),
        ("es", "personas"),
        ("es", "experiencia"),
        ("es", "ofrece"),
        ("es", "sesiones"),
        ("es", "tiempo"),
        ("es", "primer"),
        ("fr", "réunir"),
        ("fr", "premiers"),
        ("pt", "pessoas"),
        ("pt", "experiências"),
    ],
)
def test_everyday_words_say_too_little_for_a_concept(language, word):
    assert is_ordinary(word, language)


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "tolls"), ("es", "zarandillas"), ("es", "tarifas"), ("fr", "vagues"), ("pt", "ondas")],
)
def test_what_may_be_a_subject_is_not_ordinary(language, word):
    assert not is_ordinary(word, language)
