import random
from datetime import timedelta

import pytest

from matching.core import shortlist
from matching.models import Match, NeedStanding, OfferStanding
from matching.services import (
    count_behind,
    ensure_generation,
    match_due_postings,
    rematch_everything,
)
from matching.services.standings import load_lists
from matching.services.twins import TWINS
from needs.models import Need
from offers.models import Offer
from postings.services import apply_transition
from tests.factories_matching import (
    expected_pairs,
    match_all,
    port_need,
    port_offer,
    stored_pairs,
    tea_offer,
)
from tests.factories_postings import NOW

pytestmark = pytest.mark.django_db

SHORT = {"DEPTH": 3, "BUFFER": 5, "BLOCKED_DEPTH": 2, "BLOCKED_BUFFER": 3}
STEPS = {"published": ("pause", "renew"), "paused": ("resume", "renew")}


@pytest.fixture
def _short_lists(monkeypatch):
    """Lists of three with five kept (two with three of the blocked), so that a dozen postings fill and drain them."""
    for name, value in SHORT.items():
        monkeypatch.setattr(shortlist, name, value)


def test_lists_hold_twenty_and_the_table_their_union():
    need = port_need()
    offers = [port_offer() for _ in range(23)]
    match_all()
    # The need lists twenty; each offer lists the need.
    assert Match.objects.current().filter(need=need).count() == 23
    assert stored_pairs() == expected_pairs()
    standing = NeedStanding.objects.get(posting=need)
    lists = load_lists(TWINS[Need], standing.generation, [need.pk])[need.pk]
    assert len(lists.open.entries) == 23
    # Equal scores: the one entered first is listed first.
    assert list(lists.open.canonical) == [offer.pk for offer in offers[:20]]


def test_a_withdrawal_moves_the_next_up_without_a_search(django_assert_max_num_queries):
    port_need()
    offers = [port_offer() for _ in range(22)]
    match_all()
    apply_transition(offers[0], "pause", by=offers[0].created_by, at=NOW)
    with django_assert_max_num_queries(60):
        match_due_postings(at=NOW)
    assert stored_pairs() == expected_pairs()


@pytest.mark.usefixtures("_short_lists")
def test_a_list_that_has_run_dry_is_filled_again():
    port_need()
    offers = [port_offer() for _ in range(9)]
    match_all()
    for offer in offers[:7]:
        apply_transition(offer, "pause", by=offer.created_by, at=NOW)
        match_due_postings(at=NOW)
        standing = NeedStanding.objects.get()
        lists = load_lists(TWINS[Need], standing.generation, [standing.posting_id])[standing.posting_id]
        left = [one.pk for one in offers if one.pk > offer.pk]
        assert list(lists.open.canonical) == left[:3]


def test_a_renewal_keeps_the_rows_and_their_moment_of_scoring():
    port_need()
    offer = port_offer()
    match_all()
    before = Match.objects.get()
    apply_transition(offer, "renew", by=offer.created_by, at=NOW)
    match_due_postings(at=NOW + timedelta(hours=1))
    after = Match.objects.get()
    assert (after.pk, after.scored_at, after.offer_revision) == (
        before.pk,
        before.scored_at,
        before.offer_revision + 1,
    )


def test_reference_data_read_again_and_found_alike_leave_no_trace():
    port_need()
    port_offer()
    match_all()
    before = list(OfferStanding.objects.values_list("entered", "changed", "reading"))
    rematch_everything()
    assert (count_behind(), match_due_postings(at=NOW), count_behind()) == (2, 2, 0)
    after = list(OfferStanding.objects.values_list("entered", "changed", "reading"))
    assert after == [(entered, changed, reading + 1) for entered, changed, reading in before]


@pytest.mark.usefixtures("_short_lists")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_of_events_ends_in_the_rows_of_the_definition(seed):
    chance = random.Random(seed)  # noqa: S311 (no secret)
    ensure_generation(at=NOW)
    postings = [port_need(), port_offer()]
    for _turn in range(20):
        match chance.randrange(4):
            case 0:
                postings.append(chance.choice((port_need, port_offer, tea_offer))())
            case 1:
                match_due_postings(at=NOW)
            case _:
                at = chance.randrange(len(postings))
                posting = type(postings[at]).objects.get(pk=postings[at].pk)
                step = chance.choice(STEPS[posting.status])
                apply_transition(posting, step, by=posting.created_by, at=NOW)
    match_due_postings(at=NOW)
    assert stored_pairs() == expected_pairs(depth=3, blocked_depth=2)
    assert set(Match.objects.values_list("offer", flat=True)) <= set(
        Offer.objects.live().values_list("pk", flat=True)
    )
