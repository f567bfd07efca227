"""Sentence embeddings from the setting to the explanation, with a model that fits into a test."""

from dataclasses import replace

import pytest

from matching.core.bands import band_of
from matching.core.criteria import CRITERIA
from matching.core.pair import Pair
from matching.core.rank import score_pair
from matching.core.sentence_models import ModelUnusable, load_model
from matching.core.vectors import TextVector, vectorise
from matching.models import Generation, Match, NeedVector, OfferVector
from matching.services import (
    accept_match,
    change_weights,
    explain_decisions,
    explain_matches,
    preview_weights,
    profiles,
    serving_generation,
)
from matching.services.generations import thaw
from matching.services.meanings import add_embedding
from matching.services.previewing import reads_meaning
from tests.factories_matching import build_all, make_match, match_all, port_need, port_offer
from tests.factories_postings import NOW, make_secretary
from tests.sentence_models import make_model

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_model():
    load_model.cache_clear()
    yield
    load_model.cache_clear()


def weigh_meaning():
    """Let the serving generation give meaning a weight, as saving weights does with a new one."""
    serving = serving_generation()
    frozen = thaw(serving)
    weighed = replace(frozen, weights={**frozen.weights, "meaning": 20})
    Generation.objects.filter(pk=serving.pk).update(frozen=weighed.as_dict(), digest=weighed.digest)
    return weighed


def store_with_meaning(match, weighed):
    """Do what the writers of vectors and matches do, where meaning has a weight."""
    stored = {}
    for table, posting in ((OfferVector, match.offer), (NeedVector, match.need)):
        profile = profiles.open_shelf(serving_generation(), on=NOW.date()).load_one(posting).profile
        vector = add_embedding(vectorise(profile.text, weighed), posting, weighed)
        table.objects.filter(posting=posting).update(vector=vector.to_bytes())
        stored[table] = profile.with_vector(vector)
    pair = Pair(stored[OfferVector], stored[NeedVector], weighed)
    score = score_pair(pair.offer, pair.need, weighed)
    facts = {"parts": list(score.points), "score": score.total, "band": band_of(score, weighed)}
    Match.objects.filter(pk=match.pk).update(**facts)
    profiles._shelf = None
    return Match.objects.for_cards().get(pk=match.pk)


def test_what_a_stored_embedding_adds_is_explained_as_it_was_stored(settings, tmp_path):
    match = make_match()
    weighed = weigh_meaning()
    settings.EMBEDDINGS = str(make_model(tmp_path))
    row = store_with_meaning(match, weighed)
    settings.EMBEDDINGS = str(tmp_path / "a page needs no model")
    explanation = explain_matches([row], on=NOW.date())[0]
    part = explanation.contributions[-1]
    assert explanation.is_stored
    assert (part.criterion, part.max_points, part.evidence[0].code) == ("meaning", 2_000, "near_in_meaning")
    assert (len(row.parts), row.parts[-1]) == (len(CRITERIA) + 1, part.points)
    assert part.points > 0


def test_without_a_model_or_without_a_weight_a_vector_stays_as_it_is(settings, tmp_path):
    need = port_need()
    match_all()
    plain = TextVector.from_bytes(bytes(NeedVector.objects.get(posting=need).vector))
    frozen = thaw(serving_generation())
    assert add_embedding(plain, need, frozen) is plain
    settings.EMBEDDINGS = str(make_model(tmp_path))
    assert add_embedding(plain, need, frozen) is plain
    assert add_embedding(plain, need, weigh_meaning()).embedding


def test_a_model_that_fails_is_an_error_that_matching_counts(settings, tmp_path):
    need = port_need()
    match_all()
    vector = TextVector.from_bytes(bytes(NeedVector.objects.get(posting=need).vector))
    settings.EMBEDDINGS = str(tmp_path / "nowhere")
    with pytest.raises(ModelUnusable):
        add_embedding(vector, need, weigh_meaning())
    assert issubclass(ModelUnusable, ValueError)


def test_a_preview_counts_meaning_as_the_generation_that_is_built_then_does(settings, tmp_path):
    settings.EMBEDDINGS = str(make_model(tmp_path))
    need = port_need(words={"title": "Formation", "summary": "Former des agents aux contrôles."})
    near = port_offer(words={"title": "Formación y capacitación", "summary": "Curso, controles."})
    far = port_offer(words={"title": "Controles de agentes", "summary": "Agentes y controles, agua, agua."})
    match_all()
    weights = {"meaning": 200}
    assert reads_meaning(serving_generation(), weights)
    (preview,) = preview_weights(weights=weights)
    assert {place.offer for place in preview.before} == {near, far}
    assert [place.score for place in preview.before] != [place.score for place in preview.after]
    change_weights(weights=weights, seen=serving_generation().number, by=make_secretary(), at=NOW)
    build_all()
    rows = Match.objects.current().filter(need=need).order_by("-score")
    assert [(place.offer, place.score) for place in preview.after] == [(row.offer, row.score) for row in rows]
    # What serves now has embeddings stored, and its lists are shown by them as well.
    settings.EMBEDDINGS = str(tmp_path / "no model is needed for these")
    (again,) = preview_weights(weights={})
    assert [place.score for place in again.before] == [row.score for row in rows]
    assert (again.changes, reads_meaning(serving_generation(), {})) == (False, False)


def test_a_decision_by_meaning_keeps_its_reasons_while_embeddings_are_stored(settings, tmp_path):
    settings.EMBEDDINGS = str(make_model(tmp_path))
    match, secretary = make_match(), make_secretary()

    def weigh(**weights):
        change_weights(weights=weights, seen=serving_generation().number, by=secretary, at=NOW)
        build_all()
        profiles._shelf = None

    weigh(meaning=20)
    decision = accept_match(offer=match.offer, need=match.need, by=secretary, at=NOW)
    assert len(decision.parts) == len(CRITERIA) + 1
    weigh(meaning=30, theme=3)
    settings.EMBEDDINGS = str(tmp_path / "a page needs no model")
    assert explain_decisions([decision], on=NOW.date())[0].is_stored
    weigh(meaning=0)
    explanation = explain_decisions([decision], on=NOW.date())[0]
    assert (explanation.is_stored, explanation.has_moved) == (False, False)
