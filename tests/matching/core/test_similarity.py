from math import isqrt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.core.grams import grams_of
from matching.core.similarity import likeness, products_of_words, similarities
from matching.core.vectors import vectorise
from vocabulary.core.features import TextFeatures

NAMES = [
    "w:port",
    "w:portuari",
    "w:puert",
    "w:agua",
    "w:scol",
    "c:port",
    "c:training",
    "w:maritim",
    "w:x1",
    "t:ports",
    "s:210",
]
TEXTS = st.builds(
    lambda language, counts: TextFeatures(language=language, counts=tuple(counts.items())),
    st.sampled_from(["en", "es", "fr", "pt"]),
    st.dictionaries(st.sampled_from(NAMES), st.integers(1, 200), max_size=8),
)
CONCEPTS_OVER_WORDS = 3


def dampened(count):
    return isqrt(256 * min(count, 64))


def unit(raw):
    length = isqrt(sum(weight * weight for weight in raw.values())) or 1
    rounded = {name: (2 * 255 * weight + length) // (2 * length) for name, weight in raw.items()}
    if sum(weight * weight for weight in rounded.values()) < 1 << 16:
        return rounded
    return {name: 255 * weight // length for name, weight in raw.items()}


def words(text, generation):
    return unit(
        {
            name: dampened(count) * generation.idf(name) * (1 if name[0] == "w" else CONCEPTS_OVER_WORDS)
            for name, count in text.counts
        }
    )


def grams(text, generation):
    counts = {}
    for name, count in text.counts:
        for gram in grams_of(name[2:]) if name[0] == "w" else ():
            counts[gram] = counts.get(gram, 0) + count
    idf = {gram: int(generation.grams.idf(np.array([gram], dtype=np.uint32))[0]) for gram in counts}
    return unit({gram: dampened(count) * idf[gram] for gram, count in counts.items()})


def product(one, other):
    return sum(weight * other[name] for name, weight in one.items() if name in other)


def root(product, factor):
    return min(10_000, isqrt(product * factor * 10_000**2 // (255**2 * 64)))


def slow_similarity(one, other, generation):
    """The definition, in plain dictionaries: nine parts words, one part letters between 20 and 60 per cent."""
    factor = generation.factor(one.language, other.language)
    by_words = root(product(words(one, generation), words(other, generation)), factor)
    by_letters = root(product(grams(one, generation), grams(other, generation)), factor)
    letters = 10_000 * (min(max(by_letters, 2_000), 6_000) - 2_000) // 4_000
    return (9 * by_words + letters) // 10


@settings(max_examples=300, deadline=None)
@given(one=TEXTS, others=st.lists(TEXTS, max_size=6))
def test_one_sweep_gives_what_the_definition_gives(generation, one, others):
    vectors = [vectorise(other, generation) for other in others]
    found = similarities(vectorise(one, generation), vectors, generation).tolist()
    assert found == [slow_similarity(one, other, generation) for other in others]


@settings(max_examples=100, deadline=None)
@given(one=TEXTS, other=TEXTS)
def test_likeness_has_no_direction(generation, one, other):
    ahead, back = vectorise(one, generation), vectorise(other, generation)
    assert similarities(ahead, [back], generation) == similarities(back, [ahead], generation)


@given(st.integers(0, 2**53 - 1))
def test_a_root_of_doubles_is_that_of_whole_numbers(number):
    assert int(np.sqrt(np.int64(number))) == isqrt(number)


@given(
    words=st.integers(0, 255**2),
    grams=st.integers(0, 255**2),
    more=st.integers(0, 500),
    factor=st.integers(64, 256),
)
def test_likeness_never_falls_with_more_in_common(words, grams, more, factor):
    """The search by words alone stands on it."""
    factors = np.int64(factor)
    before = likeness(np.array([words]), np.array([grams]), factors)[0]
    assert before <= likeness(np.array([words + more]), np.array([grams]), factors)[0]
    assert before <= likeness(np.array([words]), np.array([grams + more]), factors)[0]
    assert before <= likeness(np.array([words]), np.array([grams]), factors + 1)[0]


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_no_product_of_words_has_more_than_sixteen_bits(generation, text):
    vector = vectorise(text, generation)
    assert products_of_words(vector, [vector])[0] < 1 << 16
