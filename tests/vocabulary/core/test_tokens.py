from time import perf_counter

import pytest

from vocabulary.core.tokens import LONGEST_WORD, MOST_CHARACTERS, clean, fold, tokenize

# Seconds; it takes a twentieth of that, and backtracking would take hours.
MANY_TIMES_WHAT_IT_TAKES = 3


@pytest.mark.parametrize(
    ("written", "words"),
    [
        pytest.param("Sécurité <b>maritime</b>", ["Sécurité", "maritime"], id="tags go"),
        pytest.param(
            "agua&nbsp;potable &amp; salud",
            ["agua", "potable", "salud"],
            id="entities are read",
        ),
        pytest.param(
            "l'eau d\u2019Haïti",
            ["l", "eau", "d", "Haïti"],
            id="both apostrophes split",
        ),
        pytest.param("coo\u00adpera\u200bción", ["cooperación"], id="invisible characters join"),
        pytest.param("uno\x00dos\x1btres", ["uno", "dos", "tres"], id="control characters split"),
        pytest.param(
            "see https://a.example/x?y=1 or me@b.example",
            ["see", "or"],
            id="addresses go",
        ),
        pytest.param("école", ["école"], id="accents that come apart are joined"),
        pytest.param(
            "R&D and I+D+i",
            ["R&D", "and", "I+D+i"],
            id="letters joined by a sign are one word",
        ),
        pytest.param("x" * (LONGEST_WORD + 1), [], id="what is too long is no word"),
        pytest.param("🚢 ⚓", [], id="emoji are no words"),
    ],
)
def test_a_text_falls_into_words_as_a_reader_sees_them(written, words):
    text = clean(written)
    assert [text[token.start : token.end] for token in tokenize(text)] == words


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Ação", "acao"),
        ("sœur", "soeur"),
        ("ÑANDÚ", "nandu"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
    ],
)
def test_folding_leaves_plain_letters(word, folded):
    assert fold(word) == folded


def test_capitals_mark_acronyms_only_where_the_rest_is_not_in_capitals():
    quiet = {token.word for token in tokenize("appui aux MPME du pays") if token.acronym}
    shouted = {token.word for token in tokenize("APPUI AUX MPME DU PAYS") if token.acronym}
    assert (quiet, shouted) == ({"mpme"}, set())


@pytest.mark.parametrize("hostile", ["a", "<", "&", "@", "<b ", "a@", "\u00ad", "é"])
def test_no_repetition_takes_long_to_clean(hostile):
    started = perf_counter()
    list(tokenize(clean(hostile * MOST_CHARACTERS)))
    assert perf_counter() - started < MANY_TIMES_WHAT_IT_TAKES


def test_a_text_is_cut_at_a_length_worth_reading():
    assert len(clean("a" * (MOST_CHARACTERS + 1))) == MOST_CHARACTERS
