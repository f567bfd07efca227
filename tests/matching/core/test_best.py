import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.core.best import Best, find_all, find_best, find_entering
from matching.core.criteria import weighs_meaning
from matching.core.engine.coding import TooManyCodesError
from matching.core.engine.compiled import entering, hashing, heap, inverting, search
from matching.core.pool import Pool, WrongSideError
from matching.core.profile import PostingSide
from matching.core.ties import TIE_BITS
from matching.core.vectors import StaleVectorError
from matching.core.warm import warm_up
from tests.matching.core.reference import (
    GENERATIONS,
    THEMES,
    USUAL,
    crowd,
    markets,
    slow_best,
    slow_entering,
)

NOTHING = Best((), ())
COUNTS = st.integers(1, 6)


def pool_of(generation, side, rows, *, cuts=()):
    """Add the rows in parts, each searched once, so that they become segments."""
    pool = Pool(generation, side)
    for start, end in itertools.pairwise([0, *sorted(cuts), len(rows)]):
        assert pool.add(rows[start:end]) == range(start, end)
        pool.settle()
    return pool


@settings(max_examples=1_000, deadline=None)
@given(markets(), COUNTS, st.integers(0, 4), st.integers(1, 3), st.data())
def test_the_best_are_those_of_scoring_all_pairs(market, k, blocked, threads, data):
    generation, side, rows, asking = market
    cuts = data.draw(st.lists(st.integers(0, len(rows)), max_size=3))
    pool = pool_of(generation, side, rows, cuts=cuts)
    assert find_best(asking, pool, k=k, blocked=blocked, threads=threads) == [
        slow_best(one, rows, generation, k=k, blocked=blocked) for one in asking
    ]


@settings(max_examples=500, deadline=None)
@given(markets(), st.data())
def test_what_was_removed_is_found_no_more(market, data):
    generation, side, rows, asking = market
    pool = Pool(generation, side)
    standing = []
    for row in rows:
        pool.add([row])
        standing.append(row)
        for place in data.draw(st.sets(st.integers(0, len(standing) - 1), max_size=2)):
            pool.remove([place])
            standing[place] = None
        if data.draw(st.integers(0, 3)) == 0:
            pool.settle()
        if data.draw(st.integers(0, 9)) == 0:
            assert pool.compact().tolist() == [place for place, row in enumerate(standing) if row]
            standing = [row for row in standing if row]
    assert len(pool) == sum(row is not None for row in standing)
    assert find_best(asking, pool, k=3, blocked=2) == [
        slow_best(one, standing, generation, k=3, blocked=2) for one in asking
    ]


@settings(max_examples=300, deadline=None)
@given(markets(), COUNTS, st.data())
def test_shards_merged_by_key_are_one_index(market, k, data):
    generation, side, rows, asking = market
    order = data.draw(st.permutations(range(len(rows))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=3)))
    merged = [[] for _ in asking]
    for start, end in itertools.pairwise([0, *cuts, len(rows)]):
        own = order[start:end]
        shard = pool_of(generation, side, [rows[place] for place in own])
        for hits, best in zip(merged, find_best(asking, shard, k=k), strict=True):
            hits += [replace(hit, row=own[hit.row]) for hit in best.open]
    assert [tuple(sorted(hits, key=lambda hit: -hit.key)[:k]) for hits in merged] == [
        slow_best(one, rows, generation, k=k).open for one in asking
    ]


@settings(max_examples=500, deadline=None)
@given(markets(), st.data())
def test_a_posting_enters_the_lists_whose_bar_it_passes(market, data):
    generation, side, rows, asking = market
    scores = st.integers(350_000, 1_000_000).map(lambda score: score << TIE_BITS)
    limits = st.lists(st.just(-1) | scores, min_size=len(rows), max_size=len(rows))
    bars, blocked_bars = (np.array(data.draw(limits), dtype=np.int64) for _ in range(2))
    pool = pool_of(generation, side, rows, cuts=[len(rows) // 2])
    for one in asking:
        found = find_entering(one, pool, bars, blocked_bars)
        assert found == slow_entering(one, rows, generation, bars, blocked_bars)


@settings(max_examples=300, deadline=None)
@given(markets())
def test_the_last_of_a_list_enters_it_only_from_just_below_its_own_key(market):
    generation, side, rows, asking = market
    pool = pool_of(generation, side, rows)
    high = np.full(len(rows), np.iinfo(np.int64).max)
    for one in asking:
        everything = slow_entering(one, rows, generation, [-1] * len(rows), [-1] * len(rows))
        for hit in everything.open:
            bars = high.copy()
            bars[hit.row] = hit.key
            assert find_entering(one, pool, bars, high) == NOTHING
            bars[hit.row] -= 1
            assert find_entering(one, pool, bars, high) == Best((hit,), ())


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("threads", [1, 2])
def test_among_many_the_best_are_the_same(seed, threads):
    offers, needs = crowd(seed, PostingSide.OFFER, 700), crowd(seed + 100, PostingSide.NEED, 12)
    pool = pool_of(USUAL, PostingSide.OFFER, offers, cuts=[600, 690] if seed % 2 else [])
    assert find_best(needs, pool, k=20, blocked=5, threads=threads) == [
        slow_best(need, offers, USUAL, k=20, blocked=5) for need in needs
    ]
    assert find_best(needs, pool, k=3, threads=threads) == [
        slow_best(need, offers, USUAL, k=3) for need in needs
    ]


@pytest.mark.parametrize("place", [place for place, one in enumerate(GENERATIONS) if weighs_meaning(one)])
@pytest.mark.parametrize("seed", range(3))
def test_among_many_the_best_by_meaning_too_are_the_same(seed, place):
    """Few are wanted of many, so that the first stage has to be asked again, and deeper."""
    generation = GENERATIONS[place]
    offers = crowd(seed, PostingSide.OFFER, 300, generation_place=place)
    needs = crowd(seed + 100, PostingSide.NEED, 8, generation_place=place)
    pool = pool_of(generation, PostingSide.OFFER, offers, cuts=[250])
    assert find_best(needs, pool, k=3, blocked=1) == [
        slow_best(need, offers, generation, k=3, blocked=1) for need in needs
    ]
    bars = np.full(len(offers), 600_000 << TIE_BITS)
    for need in needs:
        assert find_entering(need, pool, bars, bars) == slow_entering(need, offers, generation, bars, bars)


@pytest.mark.parametrize("seed", range(3))
def test_among_many_without_a_theme_the_best_are_the_same(seed):
    needs = [replace(need, themes=frozenset()) for need in crowd(seed, PostingSide.NEED, 6)]
    offers = crowd(seed + 100, PostingSide.OFFER, 500)
    pool = pool_of(USUAL, PostingSide.OFFER, offers)
    assert find_best(needs, pool, k=5) == [slow_best(need, offers, USUAL, k=5) for need in needs]


def test_an_empty_pool_has_nothing(offer, need, generation):
    pool = Pool(generation, PostingSide.OFFER)
    assert find_best([need], pool, k=3, blocked=2) == [NOTHING]
    assert find_entering(need, pool, np.zeros(0), np.zeros(0)) == NOTHING
    pool.add([offer])
    pool.remove([0])
    assert (len(pool), pool.places) == (0, 1)
    assert find_best([need], pool, k=3) == [NOTHING]
    assert pool.compact().tolist() == []
    assert find_best([need], pool, k=3) == [NOTHING]


def test_nobody_asks(offer, generation):
    pool = pool_of(generation, PostingSide.OFFER, [offer])
    assert find_best([], pool, k=3) == []


def test_the_vector_is_made_where_it_is_missing(offer, need, generation):
    pool = pool_of(generation, PostingSide.OFFER, [offer])
    assert find_best([need], pool, k=1) == [slow_best(need, [offer], generation, k=1)]


@pytest.mark.parametrize(
    "change",
    [
        {"text": 0},
        {"themes": frozenset()},
        {"is_open": False},
        {"country": None},
        {"available_from": 740_010, "available_until": 740_000},
    ],
)
def test_what_is_not_said_is_not_judged(change):
    needs = (
        [replace(need, **change) for need in crowd(1, PostingSide.NEED, 5)] if "text" not in change else []
    )
    needs = needs or [replace(need, vector=None) for need in crowd(1, PostingSide.NEED, 5)]
    offers = crowd(2, PostingSide.OFFER, 80)
    offers += [replace(row, tie=row.tie + 80, **change) for row in offers if "text" not in change]
    pool = pool_of(USUAL, PostingSide.OFFER, offers)
    assert find_best(needs, pool, k=4, blocked=4) == [
        slow_best(need, offers, USUAL, k=4, blocked=4) for need in needs
    ]


def test_equal_scores_are_told_apart_by_tie():
    offer, need = crowd(1, PostingSide.OFFER, 1)[0], crowd(2, PostingSide.NEED, 1)[0]
    same = {"themes": frozenset(THEMES[:1]), "country": None, "vector": offer.vector}
    offers = [replace(offer, id=f"OF-{tie}", tie=tie, **same) for tie in (5, 3, 9, 1, 7)]
    pool = pool_of(USUAL, PostingSide.OFFER, offers, cuts=[2])
    best = find_best([replace(need, **same)], pool, k=3)
    assert [hit.row for hit in best[0].open] == [3, 1, 0]


def test_arrays_hold_what_hits_hold():
    offers, needs = crowd(1, PostingSide.OFFER, 90), crowd(2, PostingSide.NEED, 8)
    pool = pool_of(USUAL, PostingSide.OFFER, offers)
    lists = find_all(needs, pool, k=5, blocked=2)
    best = find_best(needs, pool, k=5, blocked=2)
    assert lists.open.counts.tolist() == [len(one.open) for one in best]
    assert [lists.open.rows[place, :count].tolist() for place, count in enumerate(lists.open.counts)] == [
        [hit.row for hit in one.open] for one in best
    ]


def test_sides_and_generations_are_not_mixed(offer, need, generation):
    pool = Pool(generation, PostingSide.OFFER)
    with pytest.raises(WrongSideError):
        pool.add([need])
    with pytest.raises(WrongSideError):
        find_best([offer], pool, k=1)
    with pytest.raises(StaleVectorError):
        pool.add(crowd(1, PostingSide.OFFER, 1))


def test_more_codes_than_bits_are_refused(offer, generation):
    pool = Pool(generation, PostingSide.OFFER)
    with pytest.raises(TooManyCodesError):
        pool.add([replace(offer, themes=frozenset(f"t{number}" for number in range(129)))])


def test_the_other_side_may_know_more_words_than_a_segment():
    offers, needs = crowd(1, PostingSide.OFFER, 60), crowd(2, PostingSide.NEED, 10)
    pool = pool_of(GENERATIONS[0], PostingSide.OFFER, offers, cuts=[40])
    assert find_best(needs, pool, k=5) == [slow_best(need, offers, USUAL, k=5) for need in needs]


def test_nothing_is_compiled_after_warming_up(offer, need, generation):
    compiled = (
        search.search,
        heap.put_in_order,
        entering.enter,
        inverting.gather_by_theme,
        inverting.invert,
        hashing.find_features,
        hashing.learn_features,
        hashing.move_features,
    )
    warm_up()
    pool = pool_of(generation, PostingSide.OFFER, [offer], cuts=[1])
    bars = np.zeros(1, dtype=np.float64)[::-1]
    find_best([need, need], pool, k=2, threads=2)
    find_entering(need, pool, bars, bars)
    assert [len(function.signatures) for function in compiled] == [1] * len(compiled)
