from dataclasses import replace

import pytest
from django.contrib.postgres.search import SearchQuery

from matching.choices import GenerationStatus
from matching.core.generation import Generation as FrozenGeneration
from matching.models import Generation, Match, OfferVector, Piece
from matching.services import (
    begin_generation,
    continue_rebuild,
    ensure_generation,
    match_due_postings,
    rebuild_matches,
    rematch_everything,
    serving_generation,
)
from matching.services.generations import read_release, thaw
from offers.models import Offer
from postings.services import apply_transition
from tests.factories_matching import build_all, expected_pairs, match_all, port_need, port_offer, stored_pairs
from tests.factories_postings import NOW
from tests.factories_vocabulary import make_row
from vocabulary.services import add_concept, search_query, serving_thesaurus, waiting_codes

pytestmark = pytest.mark.django_db


def frozen(**weights) -> FrozenGeneration:
    release = read_release()
    return replace(release, weights={**release.weights, **weights})


def begin(**weights) -> Generation:
    return begin_generation(frozen=frozen(**weights), by=None, at=NOW)


def found(words: str) -> list[Offer]:
    """Offers that a search brings."""
    return list(
        Offer.objects.filter(search=SearchQuery(search_query(words), search_type="raw", config="simple"))
    )


def statuses() -> list[str]:
    return list(Generation.objects.order_by("number").values_list("status", flat=True))


def test_where_nothing_serves_the_first_generation_serves_at_once():
    assert begin().status == GenerationStatus.SERVING


def test_the_old_generation_serves_until_the_new_one_is_complete():
    port_need()
    port_offer()
    match_all()
    before = stored_pairs()
    made = begin(theme=200)
    assert statuses() == ["serving", "building"]
    assert stored_pairs() == before
    build_all()
    assert statuses() == ["retired", "serving"]
    assert stored_pairs(made) == expected_pairs(made) != before
    assert Match.objects.current().count() == 1


def test_a_newer_request_supersedes_an_unfinished_one_and_the_same_one_joins_it():
    match_all()
    first = begin(theme=200)
    assert begin(theme=200) == first
    second = begin(theme=100)
    assert (second.number, statuses()) == (first.number + 1, ["serving", "retired", "building"])


def test_what_changes_while_one_is_built_is_in_both():
    port_need()
    offer = port_offer()
    match_all()
    begin(theme=200)
    late = port_offer()
    apply_transition(offer, "pause", by=offer.created_by, at=NOW)
    match_due_postings(at=NOW)
    build_all()
    assert [row[0] for row in stored_pairs()] == [late.pk]
    assert stored_pairs() == expected_pairs()


def test_edited_reference_data_begin_the_building_anew():
    match_all()
    first = begin(theme=200)
    rematch_everything()
    building = Generation.objects.building().get()
    assert (building.number, building.digest) == (first.number + 1, first.digest)


def test_a_release_keeps_the_weights_that_the_secretariat_has_set(secretary):
    match_all()
    begin_generation(frozen=frozen(theme=200), by=secretary, at=NOW)
    build_all()
    serving = Generation.objects.serving().get()
    assert ensure_generation(at=NOW) == (serving, False)
    Generation.objects.update(release="that of an older release")
    made, is_new = ensure_generation(at=NOW)
    assert (is_new, made.frozen["weights"]["theme"], made.by) == (True, 200, secretary)


def test_an_edited_thesaurus_serves_with_the_next_generation_and_outlives_the_next_release(secretary):
    offer = port_offer(words={"title": "Zarandillas", "summary": "Zarandillas para todos."})
    match_all()
    before = serving_generation()
    add_concept(row=make_row("sieves", es="zarandillas", en="riddles"), by=secretary, at=NOW)
    assert found("riddles") == []
    assert (waiting_codes() >= {"sieves"}, "sieves" in serving_thesaurus().concepts) == (True, False)
    rebuild_matches(at=NOW)
    while continue_rebuild(at=NOW):
        assert "sieves" not in serving_thesaurus().concepts or serving_generation() != before
    after = serving_generation()
    assert (after.number, thaw(after).thesaurus) == (before.number + 1, serving_thesaurus().digest)
    assert "c:sieves" in dict(OfferVector.objects.get(generation=after, posting=offer).features["counts"])
    assert (waiting_codes(), Piece.objects.filter(is_done=False).count()) == (set(), 0)
    assert found("riddles") == [offer]
    # What no fitted text has counts as the rarest, until a refit.
    assert ("c:sieves" in thaw(after).frequencies, thaw(after).idf("c:sieves")) == (
        False,
        thaw(after).idf(""),
    )
    Generation.objects.update(release="")
    made, is_new = ensure_generation(at=NOW)
    assert (is_new, thaw(made).thesaurus) == (True, thaw(after).thesaurus)
