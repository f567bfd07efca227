from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.choices import Role
from accounts.models import AuditEntry, Membership, User
from accounts.querysets import NO_ACCESS, access_of
from accounts.services import record_audit
from tests.factories import NOW, make_country, make_institution, make_membership, make_person, make_user

pytestmark = pytest.mark.django_db


def fresh(user):
    """The same person in the next request."""
    return User.objects.get(pk=user.pk)


def test_a_visitor_has_no_access():
    assert access_of(AnonymousUser()) == NO_ACCESS


def test_an_official_writes_for_the_own_institution_only(owner, home):
    access = owner.access
    assert (access.institution_ids, access.writer_institution_ids) == ({home.pk}, {home.pk})
    assert (access.country_ids, access.focal_institution_ids) == ({home.country_id}, frozenset())
    assert (access.may_write, access.is_staff, access.reads_states) == (True, False, True)


def test_a_reader_writes_for_nobody(home):
    access = make_person(home, Role.READER).access
    assert (access.may_write, access.institution_ids, access.writer_institution_ids) == (
        False,
        {home.pk},
        frozenset(),
    )


def test_a_focal_point_endorses_for_every_institution_of_the_country(focal_point, home, colleague, abroad):
    assert focal_point.access.focal_institution_ids == {home.pk, *colleague.access.institution_ids}


def test_the_focal_point_of_a_body_without_country_endorses_for_that_body_alone(home):
    bank = make_institution("bank")
    access = make_person(bank, Role.FOCAL_POINT).access
    assert access.focal_institution_ids == {bank.pk}
    assert access.reads_states is False


@pytest.mark.parametrize(("group", "sees"), [("OAS", True), ("OAS-OBSERVER", True), ("DAC", False)])
def test_what_is_for_states_is_seen_from_members_and_observers(group, sees):
    country = make_country("XA", group=group)
    assert make_person(make_institution(country=country)).access.reads_states is sees


def test_access_ends_with_the_request_after_the_membership_ends(owner):
    Membership.objects.filter(user=owner).update(until=date.today())  # noqa: DTZ011 (UTC on the server)
    assert fresh(owner).access.institution_ids == frozenset()
    assert fresh(owner).access.may_write is False


def test_a_membership_that_begins_tomorrow_gives_nothing_today(home):
    user = make_user()
    make_membership(user, home, since=NOW.date() + timedelta(days=1))
    assert access_of(user, NOW.date()).institution_ids == frozenset()
    assert access_of(user, NOW.date() + timedelta(days=1)).institution_ids == {home.pk}


def test_a_closed_account_has_no_access_whatever_it_holds(owner):
    owner.is_active = False
    assert access_of(owner) == NO_ACCESS


def test_a_token_acts_as_exactly_one_membership(owner, abroad):
    acting = make_membership(owner, abroad, Role.READER)
    owner.acting_membership = acting
    assert owner.access.institution_ids == {abroad.pk}
    assert owner.access.may_write is False


def test_access_is_read_with_a_fixed_number_of_queries(django_assert_num_queries, focal_point, home):
    make_membership(focal_point, make_institution(country=home.country))
    make_membership(focal_point, make_institution(country=home.country), Role.READER)
    with django_assert_num_queries(4):
        assert fresh(focal_point).access.may_write is True


@pytest.mark.parametrize("address", ["OWNER@example.org", " owner@Example.org "])
def test_sign_in_does_not_care_about_the_case_of_an_address(owner, address):
    assert User.objects.get_by_natural_key(address) == owner


def test_focal_points_are_found_for_a_country_and_for_a_body_without_one(focal_point, home, stranger):
    bank = make_institution("bank")
    banker = make_person(bank, Role.FOCAL_POINT)
    other = make_institution(country=home.country)
    assert list(User.objects.focal_points_of(other, on=NOW.date())) == [focal_point]
    assert list(User.objects.focal_points_of(bank, on=NOW.date())) == [banker]


def test_writers_of_an_institution_leave_readers_and_the_past_out(owner, home):
    make_person(home, Role.READER)
    make_membership(make_user(), home, until=NOW.date() - timedelta(days=1))
    assert list(User.objects.writing_for(home, on=NOW.date())) == [owner]


@pytest.fixture
def entries(owner, home, abroad):
    for country, subject in ((home.country, "mine"), (abroad.country, "theirs"), (None, "nobody's")):
        record_audit(actor=owner, action="test", subject=subject, country=country, at=NOW)


@pytest.mark.parametrize(
    ("who", "subjects"),
    [
        ("owner", ["mine"]),
        ("colleague", ["mine"]),
        ("focal_point", ["mine"]),
        ("stranger", ["theirs"]),
        ("secretary", ["mine", "nobody's", "theirs"]),
        ("administrator", ["mine", "nobody's", "theirs"]),
    ],
)
def test_a_country_reads_its_own_audit_and_the_secretariat_all(request, entries, who, subjects):
    visible = AuditEntry.objects.visible_to(request.getfixturevalue(who))
    assert sorted(visible.values_list("subject", flat=True)) == subjects


def test_a_reader_and_a_visitor_read_no_audit(entries, home):
    for user in (make_person(home, Role.READER), AnonymousUser()):
        assert AuditEntry.objects.visible_to(user).count() == 0


@pytest.mark.parametrize(
    ("who", "manages"),
    [
        ("owner", []),
        ("focal_point", ["colleague", "focal", "owner"]),
        ("secretary", ["colleague", "focal", "owner", "secretary", "stranger"]),
        ("administrator", ["admin", "colleague", "focal", "owner", "secretary", "stranger"]),
    ],
)
@pytest.mark.usefixtures("owner", "colleague", "stranger", "focal_point", "secretary", "administrator")
def test_people_are_managed_by_their_country_and_never_from_below(request, who, manages):
    found = Membership.objects.manageable_by(request.getfixturevalue(who))
    assert sorted(m.user.email.partition("@")[0] for m in found) == manages
