import json
from datetime import timedelta

import pytest

from jobs.services import claim
from matching.choices import Band
from matching.core.criteria import CRITERIA
from matching.models import Generation, Match, NeedState, OfferState
from matching.services import (
    continue_rebuild,
    count_behind,
    ensure_generation,
    is_behind,
    match_due_postings,
    rematch_everything,
    retry_parked_postings,
    scoring,
)
from matching.services.generations import ReleaseNotFitted, read_release
from needs.models import Need
from postings.services import apply_transition
from tests.factories_matching import (
    expected_pairs,
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
    assert match.band != Band.POSSIBLE


def test_a_posting_on_another_subject_is_no_suggestion():
    need, _offer, _tea = port_need(), port_offer(), tea_offer()
    match_all()
    assert Match.objects.current().filter(need=need).count() == 1


def test_a_lease_is_counted_from_when_it_is_given_and_not_from_the_beginning_of_the_task(monkeypatch):
    port_need()
    port_offer()
    ensure_generation(at=NOW)
    given = []
    monkeypatch.setattr(scoring, "BATCH", 1)
    monkeypatch.setattr(
        scoring, "claim", lambda rows, **options: given.append(options["at"]) or claim(rows, **options)
    )
    match_due_postings(at=NOW)
    assert len(given) == 2
    assert NOW <= given[0] < given[1]


def test_matching_again_finds_nothing_due_and_changes_nothing():
    port_need()
    port_offer()
    match_all()
    before = list(Match.objects.values_list("pk", "scored_at"))
    assert match_due_postings(at=NOW) == 0
    assert list(Match.objects.values_list("pk", "scored_at")) == before


def test_a_change_makes_the_suggestion_stale_until_it_is_scored_again():
    need, offer = port_need(), port_offer()
    match_all()
    apply_transition(offer, "renew", by=offer.created_by, at=NOW)
    assert (is_behind(offer), is_behind(need)) == (True, False)
    assert Match.objects.current().count() == 0
    assert count_behind() == 1
    assert match_due_postings(at=NOW) == 1
    assert Match.objects.current().count() == 1
    assert count_behind() == 0


@pytest.mark.parametrize("step", ["pause", "withdraw", "fulfil"])
def test_a_posting_that_leaves_the_lists_takes_its_suggestions_along(step):
    port_need()
    offer = port_offer()
    match_all()
    apply_transition(offer, step, by=offer.created_by, at=NOW)
    match_due_postings(at=NOW)
    assert Match.objects.count() == 0


def test_a_blocked_pair_is_stored_with_what_blocks_it():
    port_need(interpretation_accepted=False, working_languages=["en"])
    port_offer(working_languages=["es"])
    match_all()
    assert Match.objects.current().get().blockers == ["no_shared_language"]


def test_a_draft_is_not_matched_before_it_is_published():
    make_need()
    port_offer()
    assert match_all() == 1
    assert NeedState.objects.count() == 0


def test_one_bad_posting_is_parked_after_five_failures_and_stops_no_other():
    need, offer = port_need(), port_offer()
    ensure_generation(at=NOW)
    Need.objects.filter(pk=need.pk).update(modalities=["nonsense"])
    at = NOW
    for _attempt in range(5):
        match_due_postings(at=at)
        at += timedelta(days=1)
    state = NeedState.objects.get()
    assert (state.attempts, state.parked_at is not None) == (5, True)
    assert "nonsense" in state.last_error
    assert OfferState.objects.get().matched_revision == offer.revision
    Need.objects.filter(pk=need.pk).update(modalities=[])
    assert (match_due_postings(at=at), retry_parked_postings(at=at)) == (0, 1)
    assert match_due_postings(at=at) == 1
    assert Match.objects.current().count() == 1


def test_a_flood_of_new_postings_is_left_to_a_rebuild(monkeypatch):
    monkeypatch.setattr(scoring, "BATCH", 2)
    monkeypatch.setattr(scoring, "FLOOD", 3)
    for _ in range(4):
        port_need()
        port_offer()
    ensure_generation(at=NOW)
    assert match_due_postings(at=NOW) == 2
    assert continue_rebuild(at=NOW)
    assert (count_behind(), Generation.objects.serving().get().number) == (0, 2)
    assert stored_pairs() == expected_pairs()


def test_late_work_counts_what_changed_before_a_moment():
    port_need()
    ensure_generation(at=NOW)
    assert count_behind(since=NOW) == 0
    assert count_behind(since=NOW + timedelta(minutes=1)) == 1


def test_edited_reference_data_make_everything_due_again():
    port_need()
    port_offer()
    match_all()
    rematch_everything()
    assert match_due_postings(at=NOW) == 2
    assert Match.objects.current().count() == 1


def test_the_shipped_generation_is_kept_and_another_release_brings_a_new_one():
    first, is_new = ensure_generation(at=NOW)
    assert (is_new, ensure_generation(at=NOW)) == (True, (first, False))
    first.digest = first.release = "that of an older release"
    first.save()
    second, is_new = ensure_generation(at=NOW)
    assert (second.number, second.status, is_new) == (first.number + 1, "building", True)
    assert Generation.objects.serving().get() == first


@pytest.mark.parametrize("name", ["thesaurus", "featuriser", "scorer", "weights", "thresholds"])
def test_a_release_that_was_not_fitted_anew_is_refused(tmp_path, name):
    stale = tmp_path / "generation.json"
    stale.write_text(json.dumps({**read_release().as_dict(), name: "another"}))
    with pytest.raises(ReleaseNotFitted):
        read_release(stale)


def test_without_a_generation_nothing_is_late_and_nothing_is_matched():
    port_need()
    assert (count_behind(), match_due_postings(at=NOW)) == (0, 0)
