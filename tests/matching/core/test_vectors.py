import numpy as np
import pytest

from matching.core.generation import fit_generation
from matching.core.grams import LETTERS, grams_of
from matching.core.similarity import similarities
from matching.core.vectors import StaleVectorError, TextVector, vectorise
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
