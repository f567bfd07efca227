"""What is told of a score is what was stored: recomputed from the stored vectors, in whatever state the pair is."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.core.bands import band_of
from matching.core.profile import PostingSide
from matching.core.score import Score
from matching.models import Match, NeedVector, OfferVector
from matching.services import (
    accept_match,
    begin_refit,
    change_weights,
    explain_decisions,
    explain_matches,
    profiles,
    rebuild_matches,
    serving_generation,
)
from matching.services.generations import thaw
from postings.services import apply_transition
from tests.factories_matching import (
    PORT_NEED,
    PORT_OFFER,
    TEA_OFFER,
    build_all,
    make_match,
    match_all,
    port_need,
    port_offer,
)
from tests.factories_postings import NOW, make_secretary, make_theme
from tests.factories_vocabulary import make_row
from vocabulary.services import add_concept

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAYS = st.none() | st.integers(-30, 400).map(lambda days: TODAY + timedelta(days=days))
WORDS = st.sampled_from([PORT_NEED, PORT_OFFER, TEA_OFFER])
FACTS = st.fixed_dictionaries(
    {
        "words": WORDS,
        "original_language": st.sampled_from(["es", "fr", "pt", "en"]),
        "working_languages": st.lists(st.sampled_from(["en", "es", "fr", "pt"]), unique=True, max_size=2),
        "interpretation_accepted": st.booleans(),
        "modalities": st.lists(st.sampled_from(["south_south", "triangular", "north_south"]), unique=True, max_size=2),
        "delivery": st.sampled_from(["", "remote", "on_site", "mixed"]),
        "financing": st.sampled_from(["", "provider", "shared", "recipient", "open"]),
        "period_from": DAYS,
    }
)  # fmt: skip
EVERY = settings(
    max_examples=12,
    deadline=None,
    # Each example is undone by itself; the database is the test's.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def explain_afresh(matches):
    """As a process does that has read nothing yet: only rows are left to read from."""
    profiles._shelf = None
    return explain_matches(matches, on=TODAY)


def told_of(explanation):
    """What a row stores, taken from its explanation."""
    score = Score(contributions=explanation.contributions, blockers=explanation.blockers)
    band = band_of(score, thaw(serving_generation()))
    return list(score.points), score.total, str(band), [blocker.code for blocker in score.blockers]


def stored_of(match):
    return match.parts, match.score, match.band, match.blockers


@EVERY
@given(of_offer=FACTS, of_need=FACTS)
def test_an_explanation_recomputed_from_stored_vectors_is_what_was_stored(of_offer, of_need):
    with transaction.atomic():
        need, offer = port_need(**of_need), port_offer(**of_offer)
        match_all()
        stored = [*NeedVector.objects.filter(posting=need), *OfferVector.objects.filter(posting=offer)]
        matches = list(Match.objects.current().for_cards())
        for match, explanation in zip(matches, explain_afresh(matches), strict=True):
            assert explanation.is_stored
            assert told_of(explanation) == stored_of(match)
        assert [
            *NeedVector.objects.filter(posting=need),
            *OfferVector.objects.filter(posting=offer),
        ] == stored
        transaction.set_rollback(True)


def test_the_words_come_from_the_stored_vectors_and_not_from_the_texts_of_today():
    """Rows changed behind the services' back, with no new revision: what was scored is what is told."""
    match = make_match()
    before = explain_afresh([match])[0]
    match.offer.texts.update(title="Otra cosa", summary="Nada que ver.")
    match.need.texts.update(title="Autre chose", summary="Rien à voir.")
    assert explain_afresh([match])[0] == before


def test_after_a_posting_changed_the_stored_points_are_told_and_that_they_are_being_renewed():
    match = make_match()
    before = stored_of(match)
    match.offer.themes.set([make_theme("leisure", area="culture")])
    apply_transition(match.offer, "renew", by=match.offer.created_by, at=NOW)
    stale = Match.objects.for_cards().get()
    explanation = explain_afresh([stale])[0]
    assert not explanation.is_stored
    assert list(Score(contributions=explanation.contributions).points) == before[0]
    assert (explanation.blockers, explanation.advice) == ((), ())
    assert not any(part.evidence for part in explanation.contributions)


def test_a_stored_blocker_is_told_with_what_blocks():
    match = make_match(
        offer={"working_languages": ["es"], "interpretation_accepted": False},
        need={"working_languages": ["fr"]},
    )
    explanation = explain_afresh([match])[0]
    assert [(blocker.code, blocker.params) for blocker in explanation.blockers] == [
        ("no_shared_language", ("es", "fr"))
    ]
    assert {(advice.side, advice.code) for advice in explanation.advice if advice.opens} == {
        (PostingSide.OFFER, "accept_language"),
        (PostingSide.NEED, "accept_language"),
        (PostingSide.OFFER, "accept_interpretation"),
    }


def test_a_theme_is_proposed_where_the_own_text_speaks_of_a_concept_of_it():
    theme = make_theme("teacher-training", area="education")
    words = {"title": PORT_OFFER["title"], "summary": f"{PORT_OFFER['summary']} Con métodos de enseñanza."}
    match = make_match(
        offer={"words": words}, need={"relations": {"themes": [theme, make_theme("water", area="life")]}}
    )
    explanation = explain_afresh([match])[0]
    assert [(advice.side, advice.params) for advice in explanation.advice if advice.code == "add_theme"] == [
        (PostingSide.OFFER, ("teacher-training",))
    ]


def test_one_more_theme_than_a_posting_may_name_is_not_proposed():
    five = [make_theme(f"theme-{number}") for number in range(4)] + [make_theme("ports")]
    match = make_match(offer={"relations": {"themes": five}}, need={"relations": {"themes": [make_theme("water"), make_theme("ports")]}})  # fmt: skip
    codes = {(advice.side, advice.code) for advice in explain_afresh([match])[0].advice}
    assert (PostingSide.OFFER, "add_theme") not in codes


def test_three_explanations_cost_as_many_queries_as_one(django_assert_max_num_queries):
    make_match()
    counts = []
    for _ in range(3):
        matches = list(Match.objects.current().for_cards())
        profiles._shelf = None
        with django_assert_max_num_queries(60) as counted:
            explain_matches(matches, on=TODAY)
        counts.append(len(counted))
        port_offer()
        port_need()
        match_all()
    assert counts == [counts[0]] * 3


def explain_decision(decision):
    profiles._shelf = None
    return explain_decisions([decision], on=TODAY)[0]


def reweigh(by):
    change_weights(weights={"theme": 3}, seen=serving_generation().number, by=by, at=NOW)


def refit_with_more_words(by):
    """A concept that reads the words of both otherwise than they were read when it was decided."""
    add_concept(row=make_row("test-quay", en="quay", es="controles", fr="contrôles"), by=by, at=NOW)
    begin_refit(by=by, at=NOW)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _by: rebuild_matches(at=NOW), id="rebuilt"),
        pytest.param(reweigh, id="other weights"),
        pytest.param(refit_with_more_words, id="another thesaurus"),
    ],
)
def test_what_was_decided_keeps_its_reasons_whatever_generation_serves(change):
    match = make_match()
    secretary = make_secretary()
    decision = accept_match(offer=match.offer, need=match.need, by=secretary, at=NOW)
    before = explain_decision(decision)
    change(secretary)
    build_all()
    assert serving_generation() != decision.generation
    assert explain_decision(decision) == before
    assert (before.is_stored, before.has_moved) == (True, False)
    assert any(part.evidence for part in before.contributions)


def test_a_later_step_of_a_posting_is_told_beside_reasons_that_still_hold():
    match = make_match()
    decision = accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW)
    apply_transition(match.offer, "renew", by=match.offer.created_by, at=NOW)
    decision.offer.refresh_from_db()
    explanation = explain_decision(decision)
    assert (explanation.is_stored, explanation.has_moved) == (True, True)


def test_a_decision_whose_points_no_longer_come_about_has_no_reasons_and_says_whether_a_posting_changed():
    match = make_match()
    decision = accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW)
    match.offer.themes.set([make_theme("leisure", area="culture")])
    explanation = explain_decision(decision)
    assert (explanation.is_stored, explanation.has_moved) == (False, False)
    assert not any(part.evidence for part in explanation.contributions)
    apply_transition(match.offer, "renew", by=match.offer.created_by, at=NOW)
    decision.offer.refresh_from_db()
    explanation = explain_decision(decision)
    assert (explanation.is_stored, explanation.has_moved) == (False, True)
