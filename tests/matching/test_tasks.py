"""The way from publication to suggestion with a real broker and a real worker."""

import pytest

from matching.models import Match
from matching.services import count_behind, ensure_generation
from postings.services import apply_transition
from tests.factories_matching import port_need, port_offer
from tests.factories_postings import NOW


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_the_suggestion_after_publication_and_takes_it_back_after_a_pause(worker, eventually):
    ensure_generation(at=NOW)
    need, offer = port_need(), port_offer()
    eventually(lambda: Match.objects.current().filter(need=need, offer=offer).exists())
    eventually(lambda: count_behind() == 0)
    apply_transition(offer, "pause", by=offer.created_by, at=NOW)
    eventually(lambda: not Match.objects.exists())
