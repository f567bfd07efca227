"""The criterion of the second stage in what is stored: the same rows from single postings and from a rebuild."""

from dataclasses import replace
from random import Random

import pytest
from django.db.models import F

from matching.core import shortlist
from matching.core.criteria import CRITERIA
from matching.core.sentence_models import load_model
from matching.models import Generation, Match
from matching.services import (
    begin_generation,
    continue_rebuild,
    explain_matches,
    match_due_postings,
    planning,
    preview_weights,
    profiles,
)
from matching.services.generations import read_release, thaw
from tests.factories_matching import expected_pairs, match_all, port_need, port_offer, stored_pairs, tea_offer
from tests.factories_postings import NOW, make_theme
from tests.sentence_models import make_model

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _model(settings, tmp_path):
    load_model.cache_clear()
    settings.EMBEDDINGS = str(make_model(tmp_path))
    yield
    load_model.cache_clear()


def rebuild(weight):
    release = read_release()
    begin_generation(frozen=replace(release, weights={**release.weights, "meaning": weight}), by=None, at=NOW)
    while continue_rebuild(at=NOW):
        pass
    return Generation.objects.serving().get()


def test_rows_have_the_part_for_meaning_whatever_the_way_they_came():
    first = port_need()
    port_offer(), port_offer(), tea_offer()
    match_all()
    assert {len(row.parts) for row in Match.objects.current()} == {len(CRITERIA)}
    rebuild(20)
    port_need(interpretation_accepted=False, working_languages=["en"])
    match_due_postings(at=NOW)
    rows = list(Match.objects.current().for_cards())
    assert {len(row.parts) for row in rows} == {len(CRITERIA) + 1}
    assert {row.need for row in rows} >= {first}
    assert all(row.parts[-1] > 0 for row in rows)
    profiles._shelf = None
    assert all(explanation.is_stored for explanation in explain_matches(rows, on=NOW.date()))
    single = stored_pairs()
    again = rebuild(21)
    back = rebuild(20)
    assert (again.pk != back.pk, stored_pairs()) == (True, single)


def test_a_preview_counts_meaning_where_texts_were_read_for_it():
    port_need()
    for title in ("Puertos", "Capacitación", "Formation", "Port", "Agua en puertos"):
        port_offer(words={"title": title})
    match_all()
    frozen = thaw(rebuild(60))
    (same,) = preview_weights(weights=frozen.weights)
    assert (len(same.after), same.after) == (5, same.before)
    (other,) = preview_weights(weights={**frozen.weights, "meaning": 0})
    rebuild(0)
    stored = Match.objects.current().order_by("-score").values_list("offer_id", "score")
    assert {(place.offer.pk, place.score) for place in other.after} == set(stored)


def test_taking_the_weight_away_gives_the_rows_of_before():
    port_need()
    port_offer()
    match_all()
    before = stored_pairs()
    rebuild(20)
    assert stored_pairs() != before
    rebuild(0)
    assert stored_pairs() == before


TITLES = (
    "Formation des agents portuaires",
    "Capacitación de personal portuario",
    "Inspección de puertos y agua",
    "Formation sur l'eau",
    "Port",
)
EVENTS = ("published", "paused", "rewritten", "published", "withdrawn", "rewritten")


def change(posting, event, title):
    """Something happens to a posting, and it is matched."""
    if event == "rewritten":
        posting.texts.update(title=title)
    rows = type(posting).objects.filter(pk=posting.pk)
    rows.update(revision=F("revision") + 1, **({} if event == "rewritten" else {"status": event}))
    match_due_postings(at=NOW)


@pytest.mark.parametrize("weight", [15, 120])
def test_lists_with_meaning_are_those_of_scoring_all_pairs_after_any_event(monkeypatch, weight):
    """Lists are so short that meaning decides who stands in them, and that they drain and are filled again."""
    for name, value in {"DEPTH": 3, "BUFFER": 5, "BLOCKED_DEPTH": 2, "BLOCKED_BUFFER": 3}.items():
        monkeypatch.setattr(shortlist, name, value)
    for name in ("CHUNK", "SHARD"):
        monkeypatch.setattr(planning, name, 4)
    random = Random(weight)  # noqa: S311 - repeatable, not secret
    theme = make_theme("ports", area="safety")
    postings = [
        make(
            words={"title": random.choice(TITLES), "summary": random.choice(["agua", "formation", "port"])},
            relations={"themes": [theme]},
            **({"interpretation_accepted": False, "working_languages": ["en"]} if number > 6 else {}),
        )
        for number in range(9)
        for make in (port_need, port_offer)
    ]
    match_all()
    rebuild(weight)
    assert stored_pairs() == expected_pairs(depth=3, blocked_depth=2)
    for _ in range(12):
        change(random.choice(postings), random.choice(EVENTS), random.choice(TITLES))
        assert stored_pairs() == expected_pairs(depth=3, blocked_depth=2)
    single = stored_pairs()
    rebuild(weight + 1)
    rebuild(weight)
    assert stored_pairs() == single
