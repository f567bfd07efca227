from dataclasses import replace
from random import Random

import numpy as np
import pytest

from bench.matching.corpus import make_corpus
from bench.matching.end_to_end import Built
from bench.matching.engine import DEPTH, build_side
from bench.matching.reading import read_vectors, start_readers
from bench.matching.references import find_plainly
from bench.matching.updates import gather_updates, update_all
from matching.core.best import Pool, find_best
from matching.core.profile import PostingSide
from matching.core.similarity import products_of_words
from tests.matching.core.reference import GENERATIONS, posting, slow_best

OFFER, NEED = PostingSide.OFFER, PostingSide.NEED


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(300, 40, seed=3)


@pytest.fixture(scope="module")
def profiles(corpus):
    return corpus.few(300)


def test_readers_in_other_processes_make_the_same_vectors(corpus, profiles):
    with start_readers(2) as readers:
        vectors = list(read_vectors(corpus.texts[NEED], corpus.generation, readers))
    here = Built(profiles, {}, 0).vectors(NEED)
    assert [vector.to_bytes() for vector in vectors] == [vector.to_bytes() for vector in here]


def test_scoring_every_pair_plainly_gives_the_lists_of_the_engine(corpus, profiles):
    pool = Pool(corpus.generation, OFFER)
    pool.add(profiles[OFFER])
    plain = find_plainly(profiles[NEED], profiles[OFFER], corpus.generation, k=DEPTH, blocked=5, processes=2)
    assert find_best(profiles[NEED], pool, k=DEPTH, blocked=5) == plain
    assert any(best.open for best in plain)


@pytest.mark.parametrize("place", range(len(GENERATIONS)))
def test_the_quicker_plain_way_is_the_slow_one(place):
    """Under thresholds and weights of any kind, and where facts and texts are missing."""
    random = Random(place)  # noqa: S311 - repeatable, not secret
    offers, needs = ([posting(random, side, tie, place) for tie in range(60)] for side in (OFFER, NEED))
    generation = GENERATIONS[place]
    assert find_plainly(needs[:8], offers, generation, k=5, blocked=3, processes=1) == [
        slow_best(need, offers, generation, k=5, blocked=3) for need in needs[:8]
    ]


def wordy(profile):
    """The posting, if its text were made of words that share no letters with others."""
    no_grams, no_weights = np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.uint8)
    return profile.with_vector(replace(profile.vector, grams=no_grams, gram_weights=no_weights))


def test_the_first_stage_alone_ranks_as_if_no_letters_were_in_common(corpus, profiles):
    found = build_side(OFFER, profiles, corpus.generation).search(threads=1, letters=False)
    words = {side: [wordy(profile) for profile in own] for side, own in profiles.items()}
    plain = find_plainly(words[NEED], words[OFFER], corpus.generation, k=DEPTH, blocked=0, processes=1)
    keys = [found.keys[i, : found.counts[i]].tolist() for i in range(len(plain))]
    assert keys == [[hit.key for hit in best.open] for best in plain]


def test_the_bare_updates_are_all_products_of_shared_words(profiles):
    built = Built(profiles, {}, 0)
    offers, needs = built.vectors(OFFER), built.vectors(NEED)
    updates = gather_updates(offers, needs)
    sums = update_all(updates, rows=len(offers), threads=2)
    expected = sum(products_of_words(need, offers) for need in needs)
    assert np.array_equal(sum(sums), expected)
    shared = sum(np.isin(offer.words, need.words).sum() for offer in offers for need in needs)
    assert updates.touched == shared
