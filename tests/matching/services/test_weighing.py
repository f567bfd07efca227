import pytest

from matching.models import Generation, Piece
from matching.services import (
    WeightsChanged,
    WeightsUnchanged,
    begin_refit,
    change_weights,
    rematch_everything,
    weights_of,
)
from matching.services.planning import Stage
from tests.factories_matching import build_all, expected_pairs, match_all, port_need, port_offer, stored_pairs
from tests.factories_postings import NOW, make_secretary
from tests.factories_vocabulary import make_row
from vocabulary.services import add_concept, serving_thesaurus, waiting_codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return make_secretary()


@pytest.fixture
def world(secretary):
    port_need()
    port_offer()
    match_all()
    return Generation.objects.serving().get()


def serving():
    return Generation.objects.serving().get()


def test_changed_weights_are_built_beside_and_then_serve(world, secretary):
    made = change_weights(weights={"theme": 99}, seen=world.number, by=secretary, at=NOW)
    assert serving() == world
    build_all()
    assert (serving(), weights_of(serving())["theme"]) == (made, 99)
    assert stored_pairs() == expected_pairs()


def test_who_saw_other_weights_is_told(world, secretary):
    change_weights(weights={"theme": 99}, seen=world.number, by=secretary, at=NOW)
    with pytest.raises(WeightsChanged):
        change_weights(weights={"text": 99}, seen=world.number, by=secretary, at=NOW)
    assert Generation.objects.count() == 2


def test_a_rebuild_in_between_is_no_conflict(world, secretary):
    refit = begin_refit(by=secretary, at=NOW)
    made = change_weights(weights={"text": 99}, seen=world.number, by=secretary, at=NOW)
    assert (made.number, weights_of(made)["text"]) == (refit.number + 1, 99)


@pytest.mark.parametrize("weights", [{}, {"theme": 25}, {"meaning": 0}])
def test_the_same_weights_begin_nothing(world, secretary, weights):
    with pytest.raises(WeightsUnchanged):
        change_weights(weights=weights, seen=world.number, by=secretary, at=NOW)
    assert Generation.objects.count() == 1


def test_weights_by_which_nothing_could_be_suggested_begin_nothing(world, secretary):
    with pytest.raises(ValueError, match="theme and text"):
        change_weights(weights={"theme": 0, "text": 0}, seen=world.number, by=secretary, at=NOW)
    assert Generation.objects.count() == 1


def test_a_refit_serves_the_edited_thesaurus_once_it_is_built(world, secretary):
    add_concept(row=make_row("test-quay", en="quay", es="controles", fr="contrôles"), by=secretary, at=NOW)
    made = begin_refit(by=secretary, at=NOW)
    assert begin_refit(by=secretary, at=NOW) == made
    assert "test-quay" not in serving_thesaurus().concepts
    build_all()
    assert serving() == made
    assert "test-quay" in serving_thesaurus().concepts
    assert waiting_codes() == set()
    assert stored_pairs() == expected_pairs()


def test_with_texts_enough_a_refit_counts_the_live_ones_and_keeps_the_weights(world, secretary, monkeypatch):
    monkeypatch.setattr("matching.core.generation.FEWEST_TO_REFIT", 2)
    add_concept(row=make_row("test-quay", en="quay", es="controles", fr="contrôles"), by=secretary, at=NOW)
    change_weights(weights={"theme": 99}, seen=world.number, by=secretary, at=NOW)
    begin_refit(by=secretary, at=NOW)
    build_all()
    frozen = Generation.objects.get(pk=serving().pk).frozen
    assert (frozen["documents"], frozen["weights"]["theme"]) == (2, 99)
    assert frozen["frequencies"]["c:test-quay"] == 2
    assert frozen["language_factors"] == Generation.objects.get(pk=world.pk).frozen["language_factors"]
    assert stored_pairs() == expected_pairs()


def test_what_is_begun_anew_before_it_is_fitted_is_still_fitted(world, secretary):
    begin_refit(by=secretary, at=NOW)
    rematch_everything()
    building = Generation.objects.building().get()
    change_weights(weights={"theme": 99}, seen=building.number, by=secretary, at=NOW)
    assert Piece.objects.filter(stage=Stage.FIT).count() == 1
    build_all()
    assert weights_of(serving())["theme"] == 99
