"""The criterion of the second stage in what is stored: the same rows from single postings and from a rebuild."""

from dataclasses import replace

import pytest

from matching.core.criteria import CRITERIA
from matching.core.sentence_models import load_model
from matching.models import Generation, Match
from matching.services import (
    begin_generation,
    continue_rebuild,
    explain_matches,
    match_due_postings,
    profiles,
)
from matching.services.generations import read_release
from tests.factories_matching import match_all, port_need, port_offer, stored_pairs, tea_offer
from tests.factories_postings import NOW
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


def test_taking_the_weight_away_gives_the_rows_of_before():
    port_need()
    port_offer()
    match_all()
    before = stored_pairs()
    rebuild(20)
    assert stored_pairs() != before
    rebuild(0)
    assert stored_pairs() == before
