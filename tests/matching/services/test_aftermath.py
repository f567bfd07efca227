"""An accepted match whose posting is paused, ends or comes back."""

from datetime import timedelta

import pytest

from mail.models import OutgoingMail
from matching.services import accept_match, match_due_postings
from notices.models import Notice
from notices.services import render_notices
from postings.services import apply_transition, edit_posting, expire_postings
from tests.factories_matching import make_match
from tests.factories_postings import NOW, make_person, make_secretary

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """An accepted match; its decision, its need of Haiti and its offer of Chile."""
    match = make_match()
    decision = accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW)
    return decision, match.need, match.offer


def told(since=0):
    rows = Notice.objects.filter(event="match.status").order_by("recipient__full_name")
    return [(row.recipient.full_name.split()[0], row.params["status"]) for row in rows][since:]


@pytest.mark.parametrize(
    ("step", "status"), [("pause", "paused"), ("fulfil", "fulfilled"), ("withdraw", "withdrawn")]
)
@pytest.mark.parametrize("side", [1, 2])
def test_both_parties_and_the_secretariat_are_told_and_who_did_it_is_not(pair, step, status, side):
    posting = pair[side]
    people = Notice.objects.filter(event="match.accepted").values_list("recipient", flat=True)
    apply_transition(posting, step, by=posting.created_by, at=NOW)
    match_due_postings(at=NOW)
    reached = set(Notice.objects.filter(event="match.status").values_list("recipient", flat=True))
    parties = set(people) - {posting.created_by_id}
    assert parties < reached
    assert posting.created_by_id not in reached
    assert {who for who, _status in told()} == {"Official", "Focal_Point", "Secretariat"}
    assert {status for _who, status in told()} == {status}


@pytest.mark.parametrize("step", ["pause", "fulfil", "withdraw"])
def test_the_mail_says_what_happened_to_which_pair_and_what_comes_next(pair, step):
    decision, need, offer = pair
    apply_transition(offer, step, by=offer.created_by, at=NOW)
    match_due_postings(at=NOW)
    mail = OutgoingMail.objects.filter(to_address=need.created_by.email).latest("pk")
    assert mail.subject.startswith(f"Posting {offer.reference} of match {decision.reference} has been")
    assert not mail.subject.endswith(".")
    assert f"{need.reference} · Formation des agents portuaires · " in mail.body
    # Who may no longer see a withdrawn posting is not told its title.
    assert ("Capacitación de personal portuario" in mail.body) is (step != "withdraw")
    assert "The match st" in mail.body
    assert f"/matching/matches/{decision.reference}/" in mail.body


def test_an_expiry_is_told_although_nobody_did_it(pair):
    _decision, _need, offer = pair
    later = NOW + timedelta(days=400)
    expire_postings(type(offer), at=later)
    match_due_postings(at=later)
    assert {status for _who, status in told()} == {"expired"}
    assert Notice.objects.filter(event="match.status", recipient=offer.created_by).count() == 1


def test_it_is_told_once_however_often_the_worker_comes(pair):
    _decision, need, _offer = pair
    apply_transition(need, "pause", by=need.created_by, at=NOW)
    match_due_postings(at=NOW)
    once = len(told())
    for _ in range(3):
        match_due_postings(at=NOW)
    assert len(told()) == once > 0


def test_a_pause_that_was_over_before_the_worker_came_is_no_news(pair):
    _decision, need, _offer = pair
    apply_transition(need, "pause", by=need.created_by, at=NOW)
    apply_transition(need, "resume", by=need.created_by, at=NOW)
    match_due_postings(at=NOW)
    assert told() == []


def test_what_comes_back_is_told_as_well(pair):
    _decision, need, _offer = pair
    for step in ("pause", "resume"):
        apply_transition(need, step, by=need.created_by, at=NOW)
        match_due_postings(at=NOW)
    assert {status for _who, status in told()} == {"paused", "published"}


def test_an_edit_that_keeps_the_status_is_no_news(pair):
    _decision, need, _offer = pair
    need.refresh_from_db()
    need.financing_note = "Travel is ours"
    edit_posting(need, expected_revision=need.revision, words={}, relations={}, by=need.created_by, at=NOW)
    match_due_postings(at=NOW)
    assert told() == []


def test_the_notice_names_the_withdrawn_posting_by_its_reference_alone(pair):
    decision, need, offer = pair
    apply_transition(need, "withdraw", by=need.created_by, at=NOW)
    match_due_postings(at=NOW)
    reader = offer.created_by
    (text,) = render_notices(Notice.objects.filter(event="match.status", recipient=reader), reader=reader)
    assert f"Posting {need.reference} of match {decision.reference} has been withdrawn." in text
    assert (need.title in text, offer.title in text) == (False, True)


def test_other_matches_are_not_concerned(pair):
    stranger = make_person("official", pair[1].institution)
    unmatched = make_match(offer={"by": stranger, "institution": pair[1].institution}, need={}).offer
    apply_transition(unmatched, "pause", by=stranger, at=NOW)
    match_due_postings(at=NOW)
    assert told() == []
