from math import isqrt

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.core.grams import grams_of
from matching.core.similarity import similarities
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
    return {name: (2 * 255 * weight + length) // (2 * length) for name, weight in raw.items()}


def words(text, generation):
    return unit(
        {
            name: dampened(count) * generation.idf(name) * (CONCEPTS_OVER_WORDS if name[0] == "c" else 1)
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


def slow_similarity(one, other, generation):
    """The definition, in plain dictionaries."""
    alike = product(words(one, generation), words(other, generation))
    alike += product(grams(one, generation), grams(other, generation))
    factor = generation.factor(one.language, other.language)
    return min(10_000, isqrt(alike * factor * 10_000**2 // (2 * 255**2 * 64)))


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
