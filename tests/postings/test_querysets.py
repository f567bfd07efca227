from datetime import timedelta

import pytest

from postings.workflow import Actor
from tests.factories_postings import NOW, endorse, make_authority, make_person, submit

pytestmark = pytest.mark.django_db


def awaiting(make_one):
    return list(type(make_one).objects.awaiting_endorser())


def test_a_posting_waits_for_an_endorser_while_its_country_has_none(people, make):
    lonely = submit(make(institution=make_authority("BR")))
    submit(make(by=people.owner))
    assert awaiting(lonely) == [lonely]
    make_person("focal_point", make_authority("BR", code="br-foreign-affairs"))
    assert awaiting(lonely) == []


def test_a_body_without_a_country_needs_a_focal_point_of_its_own(people, make):
    body = make_authority(None)
    posting = submit(make(institution=body))
    make_person("focal_point", make_authority(None, code="another-body"))
    assert awaiting(posting) == [posting]
    make_person("focal_point", body)
    assert awaiting(posting) == []


@pytest.mark.parametrize("left", ["closed account", "ended membership", "not yet begun"])
def test_a_focal_point_who_cannot_act_counts_as_none(people, make, left):
    posting = submit(make(by=people.owner))
    if left == "closed account":
        type(people.focal).objects.filter(pk=people.focal.pk).update(is_active=False)
    elif left == "ended membership":
        people.focal.memberships.update(until=NOW.date())
    else:
        people.focal.memberships.update(since=NOW.date() + timedelta(days=900))
    assert awaiting(posting) == [posting]


def test_only_what_is_sent_for_endorsement_waits_for_an_endorser(make):
    lonely = make(institution=make_authority("BR"))
    endorsed = endorse(make(institution=make_authority("ES")))
    endorsed.status_changes.latest("pk").by.memberships.update(until=NOW.date())
    assert awaiting(lonely) == []


def test_a_list_knows_who_has_the_ball(people, make, django_assert_max_num_queries):
    lonely = submit(make(institution=make_authority("BR")))
    waiting = submit(make(by=people.owner))
    draft = make(by=people.owner)
    with django_assert_max_num_queries(3):
        balls = {posting.reference: posting.ball for posting in type(lonely).objects.for_list()}
    assert balls == {
        lonely.reference: Actor.SECRETARIAT,
        waiting.reference: Actor.FOCAL_POINT,
        draft.reference: Actor.OWNER,
    }
