from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from directory.choices import (
    FULL_STATUSES,
    SIDE_GROUP,
    CountryKind,
    MembershipStatus,
    Side,
)
from directory.models import Country, GroupMembership

DAY = date(2026, 11, 21)


def test_an_empty_start_means_always(make_country, join):
    haiti = make_country()
    join(haiti, "CELAC")
    assert haiti.is_member("CELAC", on=date(1500, 1, 1))


@pytest.mark.parametrize(
    ("since", "first_day"),
    [
        ("1981", date(1981, 1, 1)),
        ("1981-06", date(1981, 6, 1)),
        ("1981-06-21", date(1981, 6, 21)),
    ],
)
def test_a_partial_start_counts_from_the_first_day_of_its_period(make_country, join, since, first_day):
    haiti = make_country()
    join(haiti, "CELAC", since=since)
    assert haiti.is_member("CELAC", on=first_day)
    assert not haiti.is_member("CELAC", on=first_day - timedelta(days=1))


@pytest.mark.parametrize(
    ("until", "first_day_without"),
    [
        ("2023", date(2023, 1, 1)),
        ("2023-02", date(2023, 2, 1)),
        ("2023-11-19", date(2023, 11, 19)),
    ],
)
def test_the_end_is_the_first_day_without(make_country, join, until, first_day_without):
    haiti = make_country()
    join(haiti, "OAS", until=until)
    assert haiti.is_member("OAS", on=first_day_without - timedelta(days=1))
    assert not haiti.is_member("OAS", on=first_day_without)


@pytest.mark.parametrize("status", MembershipStatus.values)
def test_only_a_full_status_makes_a_member(make_country, join, status):
    haiti = make_country()
    join(haiti, "OAS", status=status)
    is_full = status in FULL_STATUSES
    assert haiti.is_member("OAS", on=DAY) is is_full
    assert Country.objects.members_of("OAS", on=DAY).exists() is is_full


def test_a_country_is_no_member_of_a_group_that_it_never_joined(make_country, join):
    haiti, brazil = make_country(), make_country("BR", "Brazil")
    join(brazil, "MERCOSUR")
    assert not haiti.is_member("MERCOSUR", on=DAY)
    assert list(Country.objects.members_of("MERCOSUR", on=DAY)) == [brazil]


def test_several_rows_in_one_group_follow_each_other(make_country, join):
    brazil = make_country("BR", "Brazil")
    join(brazil, "CELAC", since="2011-12-03", until="2020-01")
    join(
        brazil,
        "CELAC",
        since="2020-01",
        until="2023-01",
        status=MembershipStatus.SUSPENDED,
    )
    join(brazil, "CELAC", since="2023-01")
    days = [date(2019, 12, 31), date(2021, 1, 1), date(2023, 1, 1)]
    assert [brazil.is_member("CELAC", on=day) for day in days] == [True, False, True]


def test_the_side_is_what_the_list_says_on_that_day(make_country, join):
    chile = make_country("CL", "Chile")
    join(chile, "DAC")
    assert chile.side(on=DAY) == ""
    join(chile, SIDE_GROUP, until="2026", status=MembershipStatus.NORTH)
    join(chile, SIDE_GROUP, since="2026", status=MembershipStatus.SOUTH)
    assert chile.side(on=date(2025, 12, 31)) == Side.NORTH
    assert chile.side(on=DAY) == Side.SOUTH


def test_the_groups_on_a_day_name_every_status_in_order(make_country, join):
    haiti = make_country()
    join(haiti, "OAS")
    join(haiti, "CARICOM", status=MembershipStatus.ASSOCIATE)
    join(haiti, "DAC", until="2000")
    assert [row.group_id for row in haiti.groups_on(DAY)] == ["CARICOM", "OAS"]


@pytest.mark.parametrize("count", [1, 3])
def test_countries_with_their_memberships_cost_two_queries(
    make_country, join, count, django_assert_num_queries
):
    for code in ("HT", "BR", "CL")[:count]:
        country = make_country(code, code)
        join(country, "OAS")
        join(country, SIDE_GROUP, status=MembershipStatus.SOUTH)
    with django_assert_num_queries(2):
        seen = [
            (
                country.is_member("OAS", on=DAY),
                country.side(on=DAY),
                [row.group.name for row in country.groups_on(DAY)],
            )
            for country in Country.objects.for_list()
        ]
    assert seen == [(True, "south", [SIDE_GROUP, "OAS"])] * count


def test_dates_are_written_as_far_as_they_are_known(make_country, join):
    row = join(make_country(), "OAS", since="1981", until="2009-06-03")
    assert (row.since_text, row.until_text) == ("1981", "June 3, 2009")


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"code": "ht"}, "code_is_alpha2"),
        ({"code": "H1"}, "code_is_alpha2"),
        ({"kind": "empire"}, "kind_is_known"),
        ({"code": "XX", "iso3": "HTI"}, "iso3_once"),
        ({"code": "XX", "m49": "332"}, "m49_once"),
    ],
)
def test_the_database_refuses_a_country_that_cannot_be(make_country, facts, constraint):
    make_country("HT", iso3="HTI", m49="332")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_country(**{"code": "QQ"} | facts)


def test_a_union_needs_no_other_codes(make_country):
    make_country("EU", kind=CountryKind.UNION)
    make_country("AU", kind=CountryKind.UNION)
    assert Country.objects.filter(iso3="", m49="").count() == 2


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"since": DAY, "until": DAY}, "ends_after_start"),
        ({"since_precision": ""}, "since_has_precision"),
        ({"since": None}, "since_has_precision"),
        ({"until": date(2030, 1, 1), "until_precision": ""}, "until_has_precision"),
        ({"status": "friend"}, "status_is_known"),
        ({"confidence": "rumour"}, "confidence_is_known"),
    ],
)
def test_the_database_refuses_a_membership_that_cannot_be(make_country, join, facts, constraint):
    row = join(make_country(), "OAS", since="1981")
    precisions = {"until_precision": "day"} if "until" in facts else {}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        GroupMembership.objects.filter(pk=row.pk).update(**precisions | facts)


@pytest.mark.parametrize("since", ["", "1981"])
def test_a_country_joins_a_group_once_on_a_day(make_country, join, since):
    haiti = make_country()
    join(haiti, "OAS", since=since)
    with pytest.raises(IntegrityError, match="start_once"), transaction.atomic():
        join(haiti, "OAS", since=since)
