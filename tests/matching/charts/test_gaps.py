"""What was left out of a score, and by whom."""

import pytest

from matching.charts.cards import CRITERIA
from matching.charts.gaps import tell_gaps
from needs.models import Need
from offers.models import Offer

NEED, OFFER = "NE-2026-0001", "OF-2026-0001"
FULL = {"delivery": "remote", "financing": "shared", "working_languages": ["es"]}


def gaps(criteria, need, offer):
    told = tell_gaps(
        criteria, CRITERIA, need=Need(reference=NEED, **need), offer=Offer(reference=OFFER, **offer)
    )
    return [(gap.sentence, gap.references) for gap in told]


@pytest.mark.parametrize(
    ("need", "offer", "who", "references"),
    [
        ({}, FULL, "by the need, and", (NEED,)),
        (FULL, {}, "by the offer, and", (OFFER,)),
        ({}, {}, "by both, and", (NEED, OFFER)),
    ],
)
def test_a_gap_names_the_side_that_left_it_open(need, offer, who, references):
    told = gaps(["delivery", "financing"], need, offer)
    assert told == [(f"Left open {who} so left out: Delivery, Financing.", references)]


def test_costs_that_are_to_be_agreed_are_left_open_too():
    assert gaps(["financing"], {**FULL, "financing": "open"}, FULL) == [
        ("Left open by the need, and so left out: Financing.", (NEED,))
    ]


def test_each_side_has_a_sentence_of_its_own():
    told = gaps(["delivery", "financing"], {"delivery": "remote"}, {"financing": "shared"})
    assert [references for _sentence, references in told] == [(NEED,), (OFFER,)]


def test_what_no_form_asks_for_is_laid_to_nobody():
    assert gaps(["geography"], {}, {}) == [("Not stated, and so left out: Countries and groups.", ())]
