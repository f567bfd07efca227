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
from matching.services import explain_matches, profiles, serving_generation
from matching.services.generations import thaw
from matching.services.meanings import add_embedding
from tests.factories_matching import make_match, match_all, port_need
from tests.factories_postings import NOW
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
