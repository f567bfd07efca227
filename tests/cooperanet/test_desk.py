"""The personal desk: what waits for a person, by role, and nothing of others."""

from datetime import timedelta

import pytest

from accounts.models import User
from cooperanet.desk import SOON, lay_desk
from matching.services import accept_match
from tests.factories import NOW, make_person
from tests.factories_matching import make_match, place_on_side
from tests.factories_postings import endorse, make_need, make_offer, publish, submit

TODAY = NOW.date()


def desk_of(person):
    return lay_desk(User.objects.get(pk=person.pk), at=NOW)


def references(postings):
    return [posting.reference for posting in postings]


def test_an_official_finds_own_drafts_and_an_empty_desk_says_nothing(home, owner, stranger):
    need, offer = make_need(institution=home, by=owner), make_offer(institution=home, by=owner)
    assert references(desk_of(owner).to_finish) == [need.reference, offer.reference]
    assert desk_of(owner).mine == 2
    empty = desk_of(stranger)
    assert (empty.to_finish, empty.to_endorse, empty.suggestions, empty.introductions, empty.mine) == (
        [],
        [],
        [],
        [],
        0,
    )


def test_a_reader_finds_the_drafts_of_others_nowhere(home, owner):
    make_need(institution=home, by=owner)
    reader = make_person(home, "reader")
    assert desk_of(reader).to_finish == []


def test_a_focal_point_finds_what_waits_for_endorsement_of_the_own_country_only(
    home, owner, focal_point, abroad
):
    need = submit(make_need(institution=home, by=owner))
    submit(make_need(institution=abroad))
    assert references(desk_of(focal_point).to_endorse) == [need.reference]
    assert desk_of(owner).to_endorse == []


def test_the_secretariat_finds_how_many_wait_for_publication(home, owner, secretary):
    endorse(make_need(institution=home, by=owner))
    submit(make_need(institution=home, by=owner))
    queues = desk_of(secretary).queues
    assert (queues.publish, queues.stranded, queues.suggestions) == (1, 0, 0)
    assert desk_of(owner).queues is None


@pytest.mark.parametrize(("days", "shown"), [(SOON.days - 1, 1), (SOON.days + 1, 0)])
def test_what_expires_within_thirty_days_is_to_be_renewed(home, owner, days, shown):
    need = publish(make_need(institution=home, by=owner))
    type(need).objects.update(expires_on=TODAY + timedelta(days=days))
    assert len(desk_of(owner).expiring) == shown


def test_both_parties_find_a_suggestion_until_it_is_accepted_and_the_introduction_afterwards(
    home, owner, abroad, stranger, colleague, secretary
):
    match = make_match(
        need={"institution": place_on_side(home), "by": owner}, offer={"institution": place_on_side(abroad)}
    )
    for person in (owner, stranger):
        assert [shown.pk for shown in desk_of(person).suggestions] == [match.pk]
    assert desk_of(colleague).suggestions == []
    decision = accept_match(offer=match.offer, need=match.need, by=secretary, at=NOW)
    for person in (owner, stranger):
        desk = desk_of(person)
        assert (desk.suggestions, desk.introductions) == ([], [decision])
    assert desk_of(colleague).introductions == []


def test_the_desk_of_each_role_opens(client, home, owner, focal_point, secretary, administrator):
    for person in (owner, focal_point, secretary, administrator):
        client.force_login(person)
        assert client.get("/en/desk/").status_code == 200


def test_the_desk_asks_the_database_as_often_for_three_rows_as_for_one(
    client, home, owner, focal_point, django_assert_num_queries, django_assert_max_num_queries
):
    submit(make_need(institution=home, by=owner))
    submit(make_offer(institution=home, by=owner))
    client.force_login(focal_point)
    client.get("/en/desk/")
    with django_assert_max_num_queries(60) as captured:
        client.get("/en/desk/")
    for make in (make_need, make_need, make_offer, make_offer):
        submit(make(institution=home, by=owner))
    with django_assert_num_queries(len(captured)):
        client.get("/en/desk/")
