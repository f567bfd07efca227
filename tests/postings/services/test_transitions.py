"""The contract of the one gate, for every transition of the table and for both twins."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from accounts.models import AuditEntry, User
from matching.services import count_behind, ensure_generation, match_due_postings
from notices.models import Notice
from postings.choices import Status
from postings.services import (
    CommentRequired,
    IncompletePosting,
    TransitionNotAllowed,
    apply_transition,
    edit_posting,
    find_transitions,
)
from postings.workflow import TRANSITIONS, Actor
from tests.factories_postings import (
    NOW,
    endorse,
    make_need,
    make_offer,
    make_secretary,
    publish,
    submit,
)

pytestmark = pytest.mark.django_db

WRITERS = {"owner", "colleague", "focal"}


@dataclass(frozen=True)
class Contract:
    """From which step on, who may take it, and whom it tells beside who took it."""

    after: tuple[str, ...]
    by: set[str] = field(default_factory=set)
    tells: set[str] = field(default_factory=set)


CONTRACTS = {
    "submit": Contract((), WRITERS | {"secretary"}, {"focal"}),
    "endorse": Contract(("submit",), {"focal"}, {"secretary"}),
    "stand_in": Contract(("submit",), {"secretary"}, {"secretary"}),
    "return": Contract(("submit",), {"focal", "secretary"}, WRITERS),
    "publish": Contract(("submit", "endorse"), {"secretary"}, WRITERS),
    "pause": Contract(("submit", "endorse", "publish"), WRITERS | {"secretary"}),
    "resume": Contract(("submit", "endorse", "publish", "pause"), WRITERS | {"secretary"}),
    "fulfil": Contract(("submit", "endorse", "publish"), WRITERS | {"secretary"}),
    "renew": Contract(("submit", "endorse", "publish"), WRITERS | {"secretary"}),
    "withdraw": Contract(("submit", "endorse", "publish"), WRITERS | {"secretary"}),
    "expire": Contract(("submit", "endorse", "publish"), set(), WRITERS),
    "resubmit": Contract(("submit", "endorse", "publish"), set(), {"focal"}),
}
TAKEN_BY = {"submit": "owner", "endorse": "focal", "publish": "secretary", "pause": "owner"}


def fresh(person):
    """Read again: what a person may do is worked out once per object."""
    return User.objects.get(pk=person.pk)


@pytest.fixture(params=sorted(CONTRACTS))
def name(request):
    return request.param


@pytest.fixture
def posting(people, make, name):
    posting = make(by=people.owner)
    for step in CONTRACTS[name].after:
        posting = apply_transition(posting, step, by=getattr(people, TAKEN_BY[step]), at=NOW)
    if name == "stand_in":
        people.focal.memberships.update(until=NOW.date())
    Notice.objects.all().delete()
    return posting


def take(posting, name, people):
    allowed = CONTRACTS[name].by
    by = None if not allowed else fresh(getattr(people, min(allowed & {"owner", "focal", "secretary"})))
    return by, apply_transition(posting, name, by=by, at=NOW, comment="Say why")


def test_the_contract_names_every_transition():
    assert set(CONTRACTS) == set(TRANSITIONS)


def test_only_those_may_who_are_named(posting, people, name):
    may = {
        who
        for who in vars(people)
        if TRANSITIONS[name] in find_transitions(posting, fresh(getattr(people, who)))
    }
    assert may == CONTRACTS[name].by
    for who in set(vars(people)) - may:
        with pytest.raises(TransitionNotAllowed):
            apply_transition(posting, name, by=fresh(getattr(people, who)), at=NOW, comment="Say why")
    posting.refresh_from_db()
    assert posting.status == (posting.status_changes.last().target if CONTRACTS[name].after else "draft")


def test_it_is_on_record_by_its_name_with_who_took_it(posting, people, name):
    former = posting.status
    by, taken = take(posting, name, people)
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.action, entry.subject, entry.actor, entry.country) == (
        f"posting.{name}",
        posting.reference,
        by,
        posting.institution.country,
    )
    assert entry.changes == [
        ("status", former, TRANSITIONS[name].target or former),
        ("revision", posting.revision, posting.revision + 1),
    ]
    change = taken.status_changes.last()
    assert (change.transition, change.source, change.target, change.by, change.revision) == (
        name,
        former,
        taken.status,
        by,
        taken.revision,
    )


def test_those_are_told_whom_it_concerns_and_not_who_took_it(posting, people, name):
    second = make_secretary()
    by, _taken = take(posting, name, people)
    told = {notice.recipient_id for notice in Notice.objects.filter(event=f"posting.{name}")}
    expected = {getattr(people, who).pk for who in CONTRACTS[name].tells}
    if "secretary" in CONTRACTS[name].tells:
        expected.add(second.pk)
    assert told == expected - {by.pk if by else None}
    assert Notice.objects.count() == len(told)


def test_what_was_ever_published_is_due_for_matching(posting, people, name):
    ensure_generation(at=NOW)
    match_due_postings(at=NOW)
    _by, taken = take(posting, name, people)
    assert count_behind() == (1 if taken.published_at else 0)


@pytest.mark.parametrize(
    "name", sorted(step.name for step in TRANSITIONS.values() if step.needs_comment), indirect=True
)
def test_a_comment_is_asked_for_where_the_table_says_so(posting, people, name):
    with pytest.raises(CommentRequired):
        apply_transition(posting, name, by=fresh(people.secretary), at=NOW, comment="  ")


# Renewal


@pytest.mark.parametrize(
    ("expires_on", "renewed"),
    [
        (NOW.date() + timedelta(days=20), NOW.date() + timedelta(days=365)),
        (NOW.date() - timedelta(days=3), NOW.date() + timedelta(days=365)),
        (NOW.date() + timedelta(days=700), NOW.date() + timedelta(days=700)),
        (date(9999, 12, 31), date(2036, 12, 31)),
    ],
)
def test_a_renewal_counts_from_today_and_stays_within_what_is_possible(people, make, expires_on, renewed):
    posting = publish(make(by=people.owner))
    type(posting).objects.filter(pk=posting.pk).update(expires_on=expires_on)
    for _ in range(2):
        posting = apply_transition(posting, "renew", by=people.owner, at=NOW)
        assert (posting.expires_on, posting.status) == (renewed, Status.PUBLISHED)


# Publication


@pytest.mark.parametrize(
    ("prepare", "step", "who"),
    [(endorse, "publish", "secretary"), (publish, "resume", "owner")],
)
def test_what_is_past_its_day_is_neither_published_nor_resumed(people, make, prepare, step, who):
    posting = prepare(make(by=people.owner, expires_on=NOW.date() + timedelta(days=5)))
    if step == "resume":
        posting = apply_transition(posting, "pause", by=people.owner, at=NOW)
    with pytest.raises(IncompletePosting) as refused:
        apply_transition(posting, step, by=getattr(people, who), at=NOW + timedelta(days=7))
    assert refused.value.errors == {"expires_on": "Its last day of validity is past. Choose a later one."}


def test_a_day_is_not_past_while_it_lasts_in_hawaii(people, make):
    posting = endorse(make(by=people.owner, expires_on=NOW.date()))
    in_lima_it_is_tomorrow = NOW.replace(hour=9) + timedelta(days=1)
    taken = apply_transition(posting, "publish", by=people.secretary, at=in_lima_it_is_tomorrow)
    assert taken.status == Status.PUBLISHED


def test_a_resumed_posting_is_still_to_be_reviewed(people, make):
    posting = apply_transition(publish(make(by=people.owner)), "pause", by=people.owner, at=NOW)
    posting.financing_note = "Travel is ours"
    edited = edit_posting(
        posting, expected_revision=posting.revision, words={}, relations={}, by=people.owner, at=NOW
    )
    assert apply_transition(edited, "resume", by=people.owner, at=NOW).changed_since_review


# Where nobody can endorse


@pytest.fixture
def orphan(people, make):
    """Sent for endorsement by a country whose only focal point has left."""
    people.focal.memberships.update(until=NOW.date())
    return submit(make(by=people.owner))


def test_the_secretariat_is_told_that_nobody_can_endorse(orphan, people):
    notices = Notice.objects.filter(event="posting.submit")
    assert [(notice.recipient, notice.template) for notice in notices] == [
        (people.secretary, "postings/notices/nobody_endorses")
    ]
    assert orphan.ball is Actor.SECRETARIAT


def test_who_stood_in_for_the_focal_point_does_not_publish(orphan, people):
    taken = apply_transition(orphan, "stand_in", by=people.secretary, at=NOW, comment="Note of 3 May")
    assert taken.status == Status.ENDORSED
    with pytest.raises(TransitionNotAllowed):
        apply_transition(taken, "publish", by=people.secretary, at=NOW)
    assert apply_transition(taken, "publish", by=make_secretary(), at=NOW).status == Status.PUBLISHED


def test_nobody_stands_in_where_there_is_a_focal_point(people, make):
    posting = submit(make(by=people.owner))
    assert posting.ball is Actor.FOCAL_POINT
    with pytest.raises(TransitionNotAllowed):
        apply_transition(posting, "stand_in", by=people.secretary, at=NOW, comment="We are in a hurry")


@pytest.mark.parametrize("make_one", [make_offer, make_need])
def test_who_entered_a_posting_for_a_country_is_told_of_its_return(people, make_one):
    posting = submit(make_one(by=people.secretary, on_behalf=True))
    apply_transition(posting, "return", by=people.focal, at=NOW, comment="Name the ports")
    assert Notice.objects.filter(event="posting.return", recipient=people.secretary).exists()
