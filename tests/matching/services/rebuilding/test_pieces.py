from datetime import timedelta

import pytest

from matching.models import (
    Found,
    Generation,
    Match,
    NeedStanding,
    NeedVector,
    OfferStanding,
    OfferVector,
    Piece,
)
from matching.services import planning, rebuild_matches
from matching.services.planning import Stage
from matching.services.rebuilding import pieces
from tests.factories_matching import build_all, expected_pairs, match_all, port_need, port_offer, stored_pairs
from tests.factories_postings import NOW

pytestmark = pytest.mark.django_db

TABLES = (Found, Match, OfferVector, NeedVector, OfferStanding, NeedStanding, Piece)
LATER = NOW + pieces.LONG_LEASE + timedelta(seconds=1)


def everything():
    """All rows that a rebuild writes, and its count of pieces done."""
    rows = [list(table.objects.order_by("pk").values()) for table in TABLES]
    return rows, list(Generation.objects.order_by("pk").values())


@pytest.fixture
def building(monkeypatch):
    monkeypatch.setattr(planning, "CHUNK", 2)
    monkeypatch.setattr(planning, "SHARD", 2)
    for _ in range(3):
        port_need()
        port_offer()
    match_all()
    return rebuild_matches(at=NOW)


def test_who_finishes_a_piece_that_another_has_finished_meanwhile_changes_nothing(building):
    """Each piece is worked out twice, as by a worker that was thought dead and the one that took over."""
    stages = set()
    while building.pieces.filter(is_done=False).exclude(stage=Stage.SWAP).exists():
        late = pieces._claim_next(NOW)
        found_late = pieces._work(late, NOW)
        taken_over = pieces._claim_next(LATER)
        assert (taken_over, taken_over.stage) == (late, late.stage)
        pieces._finish(taken_over, pieces._work(taken_over, LATER))
        before = everything()
        pieces._finish(late, found_late)
        assert everything() == before
        stages.add(late.stage)
    assert stages == {Stage.READ, Stage.SEARCH, Stage.MERGE_OFFERS, Stage.MERGE_NEEDS}
    build_all()
    assert Generation.objects.serving().get() == building
    assert stored_pairs() == expected_pairs()


def test_who_finishes_a_piece_of_a_rebuild_that_has_ended_meanwhile_changes_nothing(building):
    late = pieces._claim_next(NOW)
    found_late = pieces._work(late, NOW)
    build_all(at=LATER)
    before = everything()
    pieces._finish(late, found_late)
    assert everything() == before
