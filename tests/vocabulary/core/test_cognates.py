import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.core.cognates import skeleton


@pytest.mark.parametrize(
    "family",
    [
        ("education", "educación", "éducation", "educação"),
        ("university", "universidad", "université", "universidade"),
        ("maritime", "marítimo", "maritime", "marítimo"),
        ("technology", "tecnología", "technologie", "tecnologia"),
        ("development", "desarrollo"),
        ("vaccination", "vacunación"),
        ("school", "escuela"),
    ],
)
def test_cognates_share_a_skeleton_and_other_words_do_not(family):
    shared = len({skeleton(word) for word in family}) == 1
    assert shared is (len(family) == 4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("pharmacie", "farmacia", id="ph is f"),
        pytest.param("administration", "administraciones", id="plural and singular"),
        pytest.param("estado", "estados", id="plural"),
        pytest.param("comissão", "comisión", id="double letters"),
        pytest.param("educacion", "educación", id="accents left out"),
        pytest.param("especial", "special", id="a vowel before s"),
        pytest.param("modernização", "modernization", id="z of the verb"),
    ],
)
def test_spellings_of_one_word_meet(one, other):
    assert skeleton(one) == skeleton(other)


@given(st.from_regex(r"[a-z0-9]{1,40}", fullmatch=True))
def test_a_skeleton_keeps_to_plain_letters_and_never_vanishes(word):
    assert re.fullmatch(r"[a-z0-9]+", skeleton(word))
