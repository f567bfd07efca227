from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.core.modality import Modality, PartyKind, Role, Side
from matching.core.profile import Audience, Delivery, Financing, PostingSide, Profile
from matching.core.rank import contributions_of, rank, score_many, score_pair
from matching.core.score import Ranked
from matching.core.vectors import vectorise
from vocabulary.core.features import TextFeatures

WORDS = [
    "w:port",
    "w:portuari",
    "w:agua",
    "w:scol",
    "w:formacion",
    "c:port",
    "c:training",
    "w:maritim",
    "w:x1",
]
LONG_AGO = 100


def some(values, most=3):
    return st.frozensets(st.sampled_from(values), max_size=most)


def maybe(values):
    return st.none() | st.sampled_from(list(values))


TEXTS = st.builds(
    lambda language, counts: TextFeatures(
        language=language,
        counts=tuple(counts.items()),
        surfaces={name: name for name in counts},
    ),
    st.sampled_from(["en", "es", "fr", "pt"]),
    st.dictionaries(st.sampled_from(WORDS), st.integers(1, 200), max_size=6),
)


def profiles(side, ids):
    return st.builds(
        Profile,
        id=ids,
        side=st.just(side),
        text=TEXTS,
        themes=some(["ports", "water", "schools"]),
        areas=some(["blue", "people"]),
        goals=some([4, 6, 9]),
        modalities=some(list(Modality), 2),
        role=maybe(Role),
        kind=st.sampled_from(PartyKind),
        country=maybe(["CL", "HT", "DE"]),
        country_side=maybe(Side),
        groups=some(["SICA", "CARICOM"]),
        languages=some(["en", "es", "fr", "pt"]),
        accepts_interpretation=st.booleans(),
        eligible=some(["CL", "HT", "DE"]),
        preferred=some(["CL", "HT", "DE"]),
        available_from=st.none() | st.integers(LONG_AGO, LONG_AGO + 50),
        available_until=st.none() | st.integers(LONG_AGO, LONG_AGO + 50),
        delivery=maybe(Delivery),
        financing=maybe(Financing),
        remaining=st.none() | st.integers(0, 2),
        is_open=st.just(value=True),
        audience=st.sampled_from(Audience),
        reads_states=st.booleans(),
    )


NEEDS = profiles(PostingSide.NEED, st.just("NE-1"))
OFFERS = st.lists(
    profiles(PostingSide.OFFER, st.integers(0, 99).map(lambda number: f"OF-{number:02}")),
    max_size=12,
    unique_by=lambda profile: profile.id,
)


def slow_rank(need, offers, generation, k):
    """The definition: score every pair on its own, leave out what is blocked, sort."""
    found = []
    for offer in offers:
        score = score_pair(offer, need, generation)
        if not score.blockers:
            found.append(Ranked(offer.id, score.precise))
    found.sort(key=lambda ranked: ranked.id)
    found.sort(key=lambda ranked: ranked.score, reverse=True)
    return found[:k]


@settings(max_examples=300, deadline=None)
@given(need=NEEDS, offers=OFFERS, k=st.integers(0, 6), data=st.data())
def test_ranking_is_the_sorted_scores_of_all_pairs_in_any_order(generation, need, offers, k, data):
    shuffled = data.draw(st.permutations(offers))
    assert rank(need, shuffled, generation, k) == slow_rank(need, offers, generation, k)


@settings(max_examples=150, deadline=None)
@given(need=NEEDS, offers=OFFERS, k=st.integers(1, 6), cut=st.integers(0, 12))
def test_ranking_parts_and_merging_them_is_ranking_the_whole(generation, need, offers, k, cut):
    parts = [
        *rank(need, offers[:cut], generation, k),
        *rank(need, offers[cut:], generation, k),
    ]
    merged = sorted(parts, key=lambda found: (-found.score, found.id))[:k]
    assert merged == rank(need, offers, generation, k)


@settings(max_examples=150, deadline=None)
@given(need=NEEDS, offers=OFFERS)
def test_many_at_once_are_scored_as_each_pair_alone(generation, need, offers):
    alone = [score_pair(need, offer, generation) for offer in offers]
    together = score_many(need, offers, generation)
    assert [(score.points, score.total, score.blockers) for score in together] == [
        (score.points, score.total, score.blockers) for score in alone
    ]
    assert [score_pair(offer, need, generation) for offer in offers] == alone


@settings(max_examples=150, deadline=None)
@given(need=NEEDS, offers=OFFERS)
def test_points_stay_within_bounds_and_fit_a_small_integer(generation, need, offers):
    for score in score_many(need, offers, generation):
        assert all(-1 <= points <= 32_767 for points in score.points)
        assert all(part.points is None or part.points <= part.max_points for part in score.contributions)
        assert 0 <= score.total <= 1_000


def test_a_stored_vector_gives_the_same_score_as_the_text(offer, need, generation):
    stored = offer.with_vector(vectorise(offer.text, generation))
    assert score_pair(stored, need, generation) == score_pair(offer, need, generation)


def test_the_offer_on_the_same_subject_in_another_language_comes_first(offer, need, texts, generation):
    others = [replace(offer, id=f"OF-{place}", text=text) for place, text in enumerate(texts[2:], start=2)]
    assert rank(need, [*others, offer], generation, 1)[0].id == "OF-1"


def test_stored_points_read_back_with_their_maxima(offer, need, generation):
    score = score_pair(offer, need, generation)
    bare = [replace(part, evidence=()) for part in score.contributions]
    assert list(contributions_of(score.points, generation)) == bare


def test_two_of_one_side_make_no_pair(offer, generation):
    with pytest.raises(ValueError, match="both offers"):
        score_pair(offer, replace(offer, id="OF-2"), generation)
