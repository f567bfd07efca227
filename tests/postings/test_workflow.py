from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.choices import ACTION_LABELS
from offers.models import Offer
from postings.choices import Status
from postings.services import TransitionNotAllowed, apply_transition, find_transitions
from postings.workflow import BALL, EDITABLE, ENDORSING, LIVE, SHOWN, TRANSITIONS, Actor
from tests.factories_postings import NOW, make_authority, make_offer, make_person, make_secretary

OPEN_TO_PEOPLE = [step for step in TRANSITIONS.values() if step.actors != {Actor.SYSTEM}]


def test_every_status_but_the_last_ones_can_be_left():
    left = {source for step in TRANSITIONS.values() for source in step.sources}
    assert set(Status) - left == {Status.FULFILLED, Status.WITHDRAWN}


def test_every_status_can_be_reached_from_a_draft():
    reached = {Status.DRAFT}
    for _ in Status:
        reached |= {step.target for step in TRANSITIONS.values() if step.sources & reached and step.target}
    assert reached == set(Status)


def test_who_has_the_ball_has_a_step_to_take():
    for status, actor in BALL.items():
        assert any(status in step.sources and actor in step.actors for step in TRANSITIONS.values())


def test_every_transition_has_its_words_in_the_trail():
    written = {"create", "edit", "review", "translate"}
    named = {action.removeprefix("posting.") for action in ACTION_LABELS if action.startswith("posting.")}
    assert named == set(TRANSITIONS) | written


def test_what_is_live_is_shown_and_a_live_posting_can_be_edited():
    assert LIVE <= SHOWN
    assert LIVE <= EDITABLE


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(st.tuples(st.sampled_from(sorted(TRANSITIONS)), st.integers(0, 3)), max_size=14))
def test_no_walk_of_random_people_leaves_the_table(walk):
    home = make_authority("HT")
    # One person who is everything at once must still not endorse and publish the same posting.
    both = make_person("focal_point", home)
    secretary = make_secretary()
    both.memberships.create(
        institution=secretary.memberships.get().institution, role="secretariat", since=NOW.date()
    )
    people = [make_person("official", home), make_person("focal_point", home), secretary, both]
    offer = make_offer(by=people[0], institution=home)
    for name, who in walk:
        before, step = Status(offer.status), TRANSITIONS[name]
        person = type(people[who]).objects.get(pk=people[who].pk)
        allowed = step in find_transitions(Offer.objects.get(pk=offer.pk), person)
        try:
            offer = apply_transition(offer, name, by=person, at=NOW, comment="Say why")
        except TransitionNotAllowed:
            assert not allowed
            assert Offer.objects.get(pk=offer.pk).status == before
        else:
            assert allowed
            assert before in step.sources
            assert offer.status == (step.target or before)
    changes = list(offer.status_changes.all())
    assert [change.source for change in changes[1:]] == [change.target for change in changes[:-1]]
    for earlier, later in pairwise(changes):
        if earlier.transition in ENDORSING and later.transition == "publish":
            assert earlier.by_id != later.by_id
