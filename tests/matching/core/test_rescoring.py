"""The second stage: absent unless it has a weight, and bounded where it has one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.core.advice import advise
from matching.core.bands import is_suggestion
from matching.core.criteria import CRITERIA, MEANING, criteria_of
from matching.core.embeddings import pack_embedding
from matching.core.pair import Pair
from matching.core.profile import Delivery, PostingSide, Profile
from matching.core.rank import contributions_of, score_pair
from matching.core.rescoring import add_meaning, ceiling, settled
from matching.core.vectors import TextVector, vectorise
from vocabulary.core.features import TextFeatures

MODEL = b"the tiny"


@pytest.fixture(scope="session")
def weighed(generation):
    """A generation that gives meaning as much as the themes."""
    return replace(generation, weights={**generation.weights, "meaning": 25})


def embedded(profile, generation, *numbers):
    vector = vectorise(profile.text, generation)
    return profile.with_vector(replace(vector, embedding=pack_embedding(MODEL, numbers)))


def score_fully(pair):
    return add_meaning(score_pair(pair.offer, pair.need, pair.generation), pair)


def test_without_a_weight_nothing_differs(offer, need, generation):
    pair = Pair(embedded(offer, generation, 1, 0), embedded(need, generation, 1, 0), generation)
    score = score_pair(pair.offer, pair.need, generation)
    assert add_meaning(score, pair) is score
    assert criteria_of(generation) is CRITERIA
    assert score == score_pair(offer, need, generation)
    assert ceiling(400_000, generation) == 400_000


def test_a_stored_vector_without_an_embedding_is_byte_for_byte_as_before(offer, generation):
    plain = vectorise(offer.text, generation)
    assert replace(plain, embedding=b"").to_bytes() == plain.to_bytes()
    assert TextVector.from_bytes(plain.to_bytes()).embedding == b""


def test_an_embedding_is_stored_behind_its_vector_and_comes_back(offer, generation):
    vector = embedded(offer, generation, 3, -4).vector
    stored = vector.to_bytes()
    assert stored.startswith(vectorise(offer.text, generation).to_bytes())
    assert TextVector.from_bytes(stored).embedding == vector.embedding
    assert TextVector.from_bytes(stored).to_bytes() == stored


@pytest.mark.parametrize(
    ("of_need", "points"),
    [((1, 0), 2_500), ((0, 1), 0), ((0.6, 0.8), 1_250), ((), None)],
)
def test_meaning_earns_its_part_last_in_order(offer, need, weighed, of_need, points):
    pair = Pair(embedded(offer, weighed, 1, 0), embedded(need, weighed, *of_need), weighed)
    first, score = score_pair(pair.offer, pair.need, weighed), score_fully(pair)
    part = score.contributions[-1]
    assert score.contributions[:-1] == first.contributions
    assert (part.criterion, part.max_points) == (MEANING.id, 2_500)
    assert part.points == pytest.approx(points, abs=20) if points is not None else part.points is None
    assert add_meaning(score, pair) is score


def test_what_is_missing_leaves_the_denominator(offer, need, weighed):
    pair = Pair(embedded(offer, weighed, 1, 0), need, weighed)
    assert score_fully(pair).total == score_pair(offer, need, weighed).total


def test_parts_of_rows_with_and_without_meaning_are_read_alike(offer, need, generation, weighed):
    pair = Pair(embedded(offer, weighed, 1, 0), embedded(need, weighed, 1, 0), weighed)
    score = score_fully(pair)
    bare = [replace(part, evidence=()) for part in score.contributions]
    assert list(contributions_of(score.points, weighed)) == bare
    assert list(contributions_of(score.points[:-1], weighed)) == bare[:-1]
    assert len(contributions_of(score_pair(offer, need, generation).points, generation)) == len(CRITERIA)


def test_advice_keeps_the_part_for_meaning(offer, need, weighed):
    pair = Pair(
        replace(embedded(offer, weighed, 1, 0), delivery=Delivery.REMOTE),
        replace(embedded(need, weighed, 0.6, 0.8), delivery=Delivery.ON_SITE),
        weighed,
    )
    found = {advice.code: advice.gain for advice in advise(pair, score_fully(pair), today=1)}
    mixed = replace(pair, offer=replace(pair.offer, delivery=Delivery.MIXED))
    assert found["deliver_mixed"] == score_fully(mixed).total - score_fully(pair).total


TEXTS = st.builds(
    lambda counts: TextFeatures(language="es", counts=tuple(counts.items()), surfaces={n: n for n in counts}),
    st.dictionaries(
        st.sampled_from(["w:port", "w:agua", "c:port", "c:training"]), st.integers(1, 9), max_size=3
    ),
)
POSTINGS = st.fixed_dictionaries(
    {
        "text": TEXTS,
        "themes": st.frozensets(st.sampled_from(["ports", "water"]), max_size=2),
        "languages": st.frozensets(st.sampled_from(["es", "fr", "en"]), max_size=2),
        "delivery": st.none() | st.sampled_from(list(Delivery)),
    }
)
NUMBERS = st.tuples(*[st.integers(-3, 9)] * 2) | st.just(())


@settings(max_examples=200, deadline=None)
@given(
    need=st.tuples(POSTINGS, NUMBERS),
    offers=st.lists(st.tuples(POSTINGS, NUMBERS), min_size=1, max_size=14),
    kept=st.integers(1, 6),
    weight=st.sampled_from([1, 10, 100, 255]),
)
def test_what_is_settled_is_the_best_of_all_pairs_scored_with_meaning(generation, need, offers, kept, weight):
    """The slow way: every pair scored with meaning; the quick way: only the best by the other criteria are."""
    weighed = replace(generation, weights={**generation.weights, "meaning": weight})
    asking = embedded(Profile(id="NE-1", side=PostingSide.NEED, **need[0]), weighed, *need[1])
    pairs = [
        Pair(
            embedded(Profile(id=f"OF-{place:02}", side=PostingSide.OFFER, **facts), weighed, *numbers),
            asking,
            weighed,
        )
        for place, (facts, numbers) in enumerate(offers)
    ]
    first = [(score_pair(pair.offer, pair.need, weighed), pair) for pair in pairs]
    suggested = sorted(
        (row for row in first if is_suggestion(row[0], weighed)),
        key=lambda row: (-row[0].precise, row[1].offer.id),
    )

    def with_meaning(rows):
        scored = [(add_meaning(score, pair).precise, pair.offer.id) for score, pair in rows]
        return sorted(scored, key=lambda row: (-row[0], row[1]))

    everything, found = with_meaning(suggested), with_meaning(suggested[:kept])
    last = suggested[kept - 1][0].precise if len(suggested) > kept else None
    sure = settled([score for score, _ in found], last, weighed)
    assert found[:sure] == everything[:sure]
    if last is not None:
        left_out = with_meaning(suggested[kept:])
        assert all(score <= ceiling(last, weighed) for score, _ in left_out)
    else:
        assert sure == len(found)
