from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.core import scales, vectors
from matching.core.generation import fit_generation
from matching.core.grams import LETTERS, grams_of
from matching.core.similarity import similarities
from matching.core.vectors import StaleVectorError, TextVector, vectorise, vectorise_many
from vocabulary.core.features import TextFeatures


def test_a_vector_is_sorted_and_of_unit_length(texts, generation):
    vector = vectorise(texts[0], generation)
    assert np.all(np.diff(vector.words.astype(object)) > 0)
    assert np.all(np.diff(vector.grams.astype(np.int64)) > 0)
    assert int((vector.word_weights.astype(int) ** 2).sum()) == pytest.approx(255**2, rel=0.02)


def test_an_empty_text_has_an_empty_vector(generation):
    vector = vectorise(TextFeatures(language="es"), generation)
    assert (
        vector.is_empty,
        vector.grams.size,
        TextVector.from_bytes(vector.to_bytes()).is_empty,
    ) == (True, 0, True)


def test_a_stored_vector_reads_back_the_same(texts, generation):
    vector = vectorise(texts[0], generation)
    read = TextVector.from_bytes(vector.to_bytes())
    assert read.to_bytes() == vector.to_bytes()
    assert (read.generation, read.language) == (generation.digest, "es")
    assert (read.words == vector.words).all()
    assert (read.gram_weights == vector.gram_weights).all()


def test_a_vector_of_another_generation_is_refused(texts, generation, thesaurus):
    other = fit_generation(texts[:2], thesaurus=thesaurus.digest)
    with pytest.raises(StaleVectorError):
        similarities(vectorise(texts[0], generation), [vectorise(texts[1], other)], generation)


def test_grams_of_different_letters_never_collide():
    letters = [letter for letter in LETTERS if letter != "_"]
    words = [one + other for one in letters for other in letters]
    assert len({grams_of(word) for word in words}) == len(words)
    assert max(grams_of("zzzzzz")) < 2**32


TEXTS = st.lists(
    st.dictionaries(
        st.sampled_from(
            ["w:port", "w:portuari", "w:a", "w:ab", "w:puert", "c:port", "t:ports", "s:210", "w:never1"]
        )
        | st.from_regex(r"w:[a-z0-9]{1,12}", fullmatch=True),
        st.integers(1, 300),
        max_size=12,
    ).map(lambda counts: TextFeatures(language="es", counts=tuple(counts.items()))),
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(texts=TEXTS, batch=st.integers(1, 5))
def test_many_at_once_come_out_as_each_alone(generation, texts, batch):
    alone = [vectorise(text, generation).to_bytes() for text in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "BATCH", batch)
        assert [vector.to_bytes() for vector in vectorise_many(texts, generation)] == alone


def test_what_a_scale_knew_before_changes_nothing(texts, generation):
    for text in texts:
        vectorise(text, generation)
    fresh = replace(generation)
    assert [vectorise(text, fresh).to_bytes() for text in texts[::-1]] == [
        vectorise(text, generation).to_bytes() for text in texts[::-1]
    ]


def test_a_scale_that_knows_too_many_names_forgets_them(texts, generation, monkeypatch):
    before = [vectorise(text, generation).to_bytes() for text in texts]
    monkeypatch.setattr(scales, "MOST_NAMES", 3)
    fresh = replace(generation)
    assert [vectorise(text, fresh).to_bytes() for text in texts] == before
    assert len(fresh.scale.names) == 0


def test_a_scale_grows_past_its_first_size(generation):
    many = TextFeatures(language="en", counts=tuple((f"w:w{number}x", 1) for number in range(3_000)))
    fresh = replace(generation)
    assert vectorise(many, fresh).to_bytes() == vectorise(many, fresh).to_bytes()
    assert fresh.scale.names.ids.size >= 3_000


def test_threads_share_a_scale(generation):
    """Each thread learns the same names at the same time."""
    many = [
        TextFeatures(language="en", counts=tuple((f"w:w{number + shift}y", 1) for number in range(400)))
        for shift in range(8)
    ]
    fresh = replace(generation)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda text: vectorise(text, fresh).to_bytes(), many))
    assert found == [vectorise(text, generation).to_bytes() for text in many]
