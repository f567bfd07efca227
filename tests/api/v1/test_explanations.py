"""Why a pair scored as it did, over the API: the same as on the pages, to the same people."""

from datetime import timedelta

import pytest

from matching.models import Match
from matching.services import accept_match, explain_matches, rebuild_matches
from offers.models import Offer
from postings.services import apply_transition
from tests.factories_matching import build_all, make_match
from tests.factories_postings import NOW, make_authority, make_person, make_secretary

pytestmark = pytest.mark.django_db
APART = {"need": {"working_languages": ["fr"]}, "offer": {"working_languages": ["es"]}}


def pair_of(match):
    return f"{match.need.reference}_{match.offer.reference}"


def listed(answer):
    assert answer.status_code == 200
    return [row["reference"] for row in answer.json()["results"]]


@pytest.fixture
def match(db):
    return make_match(**APART)


READERS = {
    "owner": lambda match: match.need.created_by,
    "colleague": lambda match: make_person("reader", match.need.institution),
    "focal_point": lambda match: make_person("focal_point", match.need.institution),
    "counterpart": lambda match: match.offer.created_by,
    "secretary": lambda _match: make_secretary(),
    "stranger": lambda _match: make_person("official", make_authority("BR")),
    "public": lambda _match: None,
}


@pytest.mark.parametrize("name", READERS)
def test_a_suggestion_is_told_to_the_two_parties_and_the_secretariat(ask, refused, match, name):
    reader = READERS[name](match)
    if name in {"stranger", "public"}:
        assert listed(ask("suggestions/", reader)) == []
        hidden = refused(ask(f"suggestions/{pair_of(match)}/", reader), 404)
        unknown = refused(ask("suggestions/NE-1999-0001_OF-1999-0001/", reader), 404)
        assert (hidden["title"], hidden["detail"]) == (unknown["title"], unknown["detail"])
    else:
        assert listed(ask("suggestions/", reader)) == [pair_of(match)]
        assert ask(f"suggestions/{pair_of(match)}/", reader).json()["reference"] == pair_of(match)


def test_an_explanation_is_told_as_the_engine_gives_it(ask, match):
    explained = explain_matches([match], on=NOW.date())[0]
    told = ask(f"suggestions/{pair_of(match)}/", make_secretary()).json()
    assert (told["score"], told["band"], told["is_current"]) == (match.score, match.band, True)
    assert [(row["criterion"], row["points"], row["max_points"]) for row in told["contributions"]] == [
        (part.criterion, part.points, part.max_points) for part in explained.contributions
    ]
    words = [piece for row in told["contributions"] for piece in row["evidence"] if piece["offer_words"]]
    assert ("portuario", "portuaires") in {(piece["offer_words"], piece["need_words"]) for piece in words}
    assert [(row["side"], row["code"], row["gain"]) for row in told["would_raise"]] == [
        (advice.side.value, advice.code, advice.gain) for advice in explained.advice
    ]
    assert told["would_raise"][0]["params"] == ["es"]


def test_days_are_told_as_days(ask):
    def days(first, last):
        return {
            "period_from": NOW.date() + timedelta(first),
            "period_until": NOW.date() + timedelta(last),
        }

    match = make_match(need=days(10, 19), offer=days(15, 40))
    told = ask(f"suggestions/{pair_of(match)}/", make_secretary()).json()
    evidence = [piece for row in told["contributions"] for piece in row["evidence"]]
    assert [piece["values"] for piece in evidence if piece["code"] == "common_period"] == [
        ["2026-12-05", "2026-12-09"]
    ]
    moved = {row["side"]: row["params"] for row in told["would_raise"] if row["code"] == "move_period"}
    assert moved == {"need": ["2026-12-05", "2026-12-14"], "offer": ["2026-11-30", "2026-12-25"]}


def test_points_make_the_score(ask, match):
    told = ask(f"suggestions/{pair_of(match)}/", make_secretary()).json()
    counted = [row for row in told["contributions"] if row["points"] is not None]
    earned, possible = (sum(row[name] for row in counted) for name in ("points", "max_points"))
    assert told["score"] == round(1000 * earned / possible)


def test_what_blocks_is_told_with_what_would_lift_it(ask):
    match = make_match(
        need={"working_languages": ["fr"]},
        offer={"working_languages": ["es"], "interpretation_accepted": False},
    )
    told = ask(f"suggestions/{pair_of(match)}/", make_secretary()).json()
    assert told["blockers"] == [{"code": "no_shared_language", "params": ["es", "fr"]}]
    assert {(row["code"], row["opens"]) for row in told["would_raise"]} == {
        ("accept_language", True),
        ("accept_interpretation", True),
    }


def test_a_posting_that_the_other_party_may_not_see_blocks_for_the_secretariat_and_is_no_suggestion_to_the_party(
    ask,
):
    match = make_match(offer={"visibility": "secretariat"})
    told = ask(f"suggestions/{pair_of(match)}/", make_secretary()).json()
    assert {"code": "hidden_from_party", "params": []} in told["blockers"]
    assert ask(f"suggestions/{pair_of(match)}/", match.need.created_by).status_code == 404


def test_a_suggestion_that_is_decided_is_no_longer_told(ask, match):
    secretary = make_secretary()
    assert listed(ask(f"suggestions/?need={match.need.reference}", secretary)) == [pair_of(match)]
    assert listed(ask("suggestions/?offer=OF-1999-0001", secretary)) == []
    accept_match(offer=match.offer, need=match.need, by=secretary, at=NOW)
    assert listed(ask("suggestions/", secretary)) == []


def test_a_suggestion_that_is_being_rescored_is_not_told_meanwhile(ask, match):
    apply_transition(match.need, "renew", by=match.need.created_by, at=NOW)
    assert listed(ask("suggestions/", make_secretary())) == []


def test_a_score_that_no_longer_comes_about_is_told_without_reasons(ask, match):
    Match.objects.update(parts=[max(points - 1, -1) for points in match.parts])
    told = ask(f"suggestions/{pair_of(match)}/", make_secretary()).json()
    assert (told["is_current"], told["blockers"], told["would_raise"]) == (False, [], [])
    assert {len(row["evidence"]) for row in told["contributions"]} == {0}


def test_the_explanation_of_what_was_accepted_is_public_where_both_postings_are(ask, match):
    decision = accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW)
    told = ask(f"matches/{decision.reference}/explanation/").json()
    assert (told["score"], told["is_current"], told["would_raise"]) == (match.score, True, [])
    assert any(piece["need_words"] for row in told["contributions"] for piece in row["evidence"])


def test_a_rebuild_changes_nothing_of_the_explanation_of_what_was_accepted(ask, match):
    decision = accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW)
    path = f"matches/{decision.reference}/explanation/"
    before = ask(path).json()
    rebuild_matches(at=NOW)
    build_all()
    assert ask(path).json() == before
    assert before["is_current"]


def test_a_party_keeps_the_points_of_a_match_but_no_word_of_a_posting_that_is_no_longer_shown(
    ask, refused, match
):
    decision = accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW)
    Offer.objects.filter(pk=match.offer.pk).update(visibility="secretariat")
    path = f"matches/{decision.reference}/explanation/"
    told = ask(path, match.need.created_by).json()
    assert [row["points"] for row in told["contributions"]] == [
        None if points < 0 else points for points in match.parts
    ]
    assert "portuario" not in str(told)
    assert "portuario" in str(ask(path, make_secretary()).json())
    refused(ask(path), 404)


def test_an_explanation_takes_no_parameter(ask, refused, match):
    decision = accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW)
    refused(ask(f"matches/{decision.reference}/explanation/?lang=fr"), 400)
    refused(ask(f"suggestions/{pair_of(match)}/?lang=fr", make_secretary()), 400)
    refused(ask("suggestions/?score=500", make_secretary()), 400)
