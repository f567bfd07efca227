"""The second stage: absent unless it has a weight, and bounded where it has one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.core import second_stage
from matching.core.advice import advise
from matching.core.bands import is_suggestion
from matching.core.best import Pool, find_best
from matching.core.ceilings import ceiling, floors, stated_by
from matching.core.criteria import CRITERIA, MEANING, criteria_of
from matching.core.embeddings import cosine, cosines, pack_embedding
from matching.core.pair import Pair
from matching.core.profile import Delivery, PostingSide
from matching.core.rank import contributions_of, score_many, score_pair
from matching.core.score import PRECISE, Score
from matching.core.vectors import TextVector, vectorise
from tests.matching.core.reference import GENERATIONS, crowd, markets

MODEL = b"the tiny"


@pytest.fixture(scope="session")
def weighed(generation):
    """A generation that gives meaning as much as the themes."""
    return replace(generation, weights={**generation.weights, "meaning": 25})


def embedded(profile, generation, *numbers):
    vector = vectorise(profile.text, generation)
    return profile.with_vector(replace(vector, embedding=pack_embedding(MODEL, numbers)))


def score(pair):
    return score_pair(pair.offer, pair.need, pair.generation)


def without_meaning(score):
    return Score(contributions=score.contributions[: len(CRITERIA)], blockers=score.blockers)


def test_without_a_weight_nothing_differs(offer, need, generation):
    pair = Pair(embedded(offer, generation, 1, 0), embedded(need, generation, 1, 0), generation)
    assert criteria_of(generation) is CRITERIA
    assert score(pair) == score_pair(offer, need, generation)
    assert ceiling(400_000, generation) == 400_000
    assert floors(np.array([400_000]), generation).tolist() == [400_000]


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
def test_meaning_earns_its_part_last_in_order(offer, need, generation, weighed, of_need, points):
    pair = Pair(embedded(offer, weighed, 1, 0), embedded(need, weighed, *of_need), weighed)
    offer, need = (embedded(one, generation) for one in (offer, need))
    first, full = score_pair(offer, need, generation), score(pair)
    part = full.contributions[-1]
    assert full.contributions[:-1] == first.contributions
    assert (part.criterion, part.max_points) == (MEANING.id, 2_500)
    assert part.points == pytest.approx(points, abs=20) if points is not None else part.points is None


def test_what_is_missing_leaves_the_denominator(offer, need, weighed):
    pair = Pair(embedded(offer, weighed, 1, 0), need, weighed)
    assert score(pair).contributions[-1].points is None
    assert score(pair).total == without_meaning(score(pair)).total


def test_parts_of_rows_with_and_without_meaning_are_read_alike(offer, need, generation, weighed):
    pair = Pair(embedded(offer, weighed, 1, 0), embedded(need, weighed, 1, 0), weighed)
    full = score(pair)
    bare = [replace(part, evidence=()) for part in full.contributions]
    assert list(contributions_of(full.points, weighed)) == bare
    assert list(contributions_of(full.points[:-1], weighed)) == bare[:-1]
    assert len(contributions_of(score_pair(offer, need, generation).points, generation)) == len(CRITERIA)


def test_advice_keeps_the_part_for_meaning(offer, need, weighed):
    pair = Pair(
        replace(embedded(offer, weighed, 1, 0), delivery=Delivery.REMOTE),
        replace(embedded(need, weighed, 0.6, 0.8), delivery=Delivery.ON_SITE),
        weighed,
    )
    found = {advice.code: advice.gain for advice in advise(pair, score(pair), today=1)}
    mixed = replace(pair, offer=replace(pair.offer, delivery=Delivery.MIXED))
    assert found["deliver_mixed"] == score(mixed).total - score(pair).total


@settings(max_examples=300, deadline=None)
@given(markets())
def test_no_suggestion_comes_above_its_ceiling(market):
    generation, _side, rows, asking = market
    for one in asking:
        for other, full in zip(rows, score_many(one, rows, generation), strict=True):
            if is_suggestion(full, generation):
                first = without_meaning(full).precise
                assert full.precise <= ceiling(first, generation)
                assert full.precise <= ceiling(first, generation, stated_by(one) & stated_by(other))


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(GENERATIONS),
    st.frozensets(st.sampled_from(["theme", "text", "languages", "delivery"])),
    st.integers(0, PRECISE + 2),
    st.integers(0, PRECISE),
)
def test_below_its_floor_no_score_comes_up_to_another(generation, stated, score, last):
    [floor] = floors(np.array([score]), generation, stated).tolist()
    assert 0 <= floor <= score
    if ceiling(last, generation, stated) >= score:
        assert last >= floor


def test_what_both_sides_state_brings_the_ceiling_down(weighed):
    said = [frozenset(), frozenset({"theme", "text"}), frozenset({"theme", "text", "languages", "delivery"})]
    ceilings = [ceiling(400_000, weighed, stated) for stated in said]
    assert ceilings == sorted(set(ceilings), reverse=True)
    assert ceilings[-1] > 400_000


VECTORS = st.binary(min_size=4, max_size=4).map(lambda packed: np.frombuffer(packed, dtype=np.int8).tolist())
PACKED = st.builds(pack_embedding, st.sampled_from([MODEL, b"another!"]), VECTORS | st.just([1, 0]))


@settings(max_examples=500, deadline=None)
@given(PACKED, st.lists(PACKED, max_size=6), st.integers(1, 90))
def test_many_cosines_at_once_are_those_of_each_pair(one, others, times):
    """Long ones too: the same numbers over and over."""
    one, *others = (packed[:8] + packed[8:] * times for packed in (one, *others))
    assert cosines(one, others).tolist() == [
        -1 if (near := cosine(one, other)) is None else near for other in others
    ]


def test_the_first_stage_is_asked_for_more_until_the_best_are_settled(monkeypatch):
    """Whoever stands far behind by all else may be the best by meaning."""
    place = next(at for at, one in enumerate(GENERATIONS) if one.weights.get(MEANING.id) == 255)
    generation = GENERATIONS[place]
    offers = crowd(7, PostingSide.OFFER, 200, generation_place=place)
    [need] = crowd(107, PostingSide.NEED, 1, generation_place=place)
    pool, depths = Pool(generation, PostingSide.OFFER), []
    pool.add(offers)
    search = second_stage.search_pool
    monkeypatch.setattr(
        second_stage, "search_pool", lambda *found, k, **more: depths.append(k) or search(*found, k=k, **more)
    )
    [best] = find_best([need], pool, k=2)
    assert depths == [2, 8, 32, 128][: len(depths)]
    assert len(depths) > 1
    found = {hit.row for hit in best.open}
    assert found != set(search(pool.pack([need]), pool, k=2).open.rows[0].tolist())
