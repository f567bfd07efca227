from collections import Counter

import pytest

from bench.matching.corpus import THESAURUS, read
from bench.synthetic import Maker
from matching.core.profile import PostingSide
from vocabulary.core.thesaurus import load_thesaurus

OFFER, NEED = PostingSide.OFFER, PostingSide.NEED
COUNT = 3_000


@pytest.fixture(scope="module")
def thesaurus():
    return load_thesaurus(THESAURUS)


@pytest.fixture(scope="module")
def maker(thesaurus):
    return Maker(thesaurus, seed=7)


@pytest.fixture(scope="module")
def texts(maker):
    return maker.texts(OFFER, COUNT)


def test_a_seed_makes_the_same_postings_however_many_are_asked_for(maker, texts, thesaurus):
    again = Maker(thesaurus, seed=7)
    assert again.texts(OFFER, 40) == texts[:40]
    assert again.profiles(NEED, 40) == maker.profiles(NEED, 2_100)[:40]


def test_another_seed_or_side_makes_others(maker, texts, thesaurus):
    assert Maker(thesaurus, seed=8).texts(OFFER, 5) != texts[:5]
    assert maker.texts(NEED, 5) != texts[:5]


def test_languages_stand_as_they_should(texts):
    shares = {language: count / COUNT for language, count in Counter(text.language for text in texts).items()}
    assert shares == pytest.approx({"es": 0.45, "en": 0.25, "pt": 0.15, "fr": 0.15}, abs=0.03)


def test_texts_have_about_43_words_with_a_spread(texts):
    words = sorted(len(text.whole.split()) for text in texts)
    assert sum(words) / COUNT == pytest.approx(43, abs=1.5)
    assert words[COUNT // 10] < 28
    assert words[-COUNT // 10] > 62


def test_few_features_are_common_and_most_are_rare(texts, thesaurus):
    counts = Counter(name for text in texts for name, _ in read(text, thesaurus).counts)
    assert len(counts) > 9_000
    assert counts.most_common(1)[0][1] > COUNT / 10
    assert sum(count < COUNT / 300 for count in counts.values()) > 0.8 * len(counts)


def test_texts_and_facts_are_of_the_same_posting(maker, texts):
    profiles = maker.profiles(OFFER, COUNT)
    assert [text.language in profile.languages for text, profile in zip(texts, profiles, strict=True)] == [
        True
    ] * COUNT
    assert len({profile.tie for profile in profiles}) == COUNT
