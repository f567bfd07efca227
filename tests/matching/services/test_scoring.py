import pytest

from matching.core.criteria import CRITERIA
from matching.models import Generation, Match, NeedState, OfferState
from matching.services import (
    count_behind,
    ensure_generation,
    is_behind,
    match_due_postings,
    rematch_everything,
    retry_parked_postings,
)
from postings.services import apply_transition
from tests.factories_matching import (
    match_all,
    port_need,
    port_offer,
    stored_pairs,
    tea_offer,
)
from tests.factories_postings import NOW, make_need

pytestmark = pytest.mark.django_db


def test_publishing_both_sides_makes_one_suggestion_across_languages():
    need, offer = port_need(), port_offer()
    assert match_all() == 2
    match = Match.objects.current().get()
    assert (match.offer, match.need) == (offer, need)
    assert (match.offer_revision, match.need_revision) == (
        offer.revision,
        need.revision,
    )
    assert len(match.parts) == len(CRITERIA)
    assert match.blockers == []
