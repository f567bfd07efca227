from datetime import UTC, date, datetime

import pytest

from directory.choices import (
    SIDE_GROUP,
    Confidence,
    InstitutionKind,
    MembershipStatus,
    Precision,
    Side,
)
from directory.models import Country, GroupMembership, Institution
from directory.services import (
    OverlappingMembership,
    SideUnchanged,
    add_institution,
    add_membership,
    update_country_side,
    update_institution,
    update_membership,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = date(2026, 11, 21)


@pytest.fixture
def agency(make_country) -> Institution:
    return Institution.objects.create(
        code="ht-mpce",
        kind=InstitutionKind.COOPERATION_AUTHORITY,
        country=make_country(),
        name_en="Ministry",
    )


def membership(country: Country, group: str, **facts) -> GroupMembership:
    return GroupMembership(
        **{
            "country": country,
            "group_id": group,
            "status": MembershipStatus.MEMBER,
            "confidence": Confidence.SOURCED,
        }
        | facts
    )


def test_an_edit_tells_what_it_changed_and_marks_the_row(agency):
    agency.contact_email = "mpce@example.org"
    agency.closed_on = DAY
    assert update_institution(institution=agency, at=NOW) == {
        "before": {"contact_email": "", "closed_on": ""},
        "after": {"contact_email": "mpce@example.org", "closed_on": "2026-11-21"},
    }
    stored = Institution.objects.get()
    assert (stored.contact_email, stored.edited_at) == ("mpce@example.org", NOW)


def test_an_edit_writes_only_the_columns_that_it_changed(agency):
    mine = Institution.objects.get()
    mine.url = "https://example.org/"
    Institution.objects.update(loaded_at=NOW)
    update_institution(institution=mine, at=NOW)
    assert Institution.objects.get().loaded_at == NOW


def test_an_edit_that_changes_nothing_leaves_the_row_to_the_files(agency):
    assert update_institution(institution=agency, at=NOW) == {"before": {}, "after": {}}
    assert Institution.objects.get().edited_at is None


def test_a_new_institution_is_the_secretariats_from_the_start(db):
    row = Institution(code="cto", kind=InstitutionKind.REGIONAL, name_en="Tourism")
    assert add_institution(institution=row, at=NOW) == {
        "before": {},
        "after": {"code": "cto", "kind": "regional", "name_en": "Tourism"},
    }
    assert Institution.objects.get().edited_at == NOW


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [
        (("", ""), ("", ""), True),
        (("", ""), ("2020", "2021"), True),
        (("", "2020"), ("2020", ""), False),
        (("", "2020"), ("2019-12-31", ""), True),
        (("2020", "2021"), ("", "2020"), False),
        (("2020", "2021"), ("2021", "2022"), False),
        (("2020", "2021"), ("2020-06", "2020-07"), True),
        (("2020", ""), ("", "2019"), False),
    ],
)
def test_two_rows_of_a_country_in_a_group_never_overlap(make_country, join, first, second, overlaps):
    haiti, other = make_country(), make_country("BR", "Brazil")
    join(haiti, "OAS", *first)
    draft = join(other, "OAS", *second)
    draft.country = haiti
    if overlaps:
        with pytest.raises(OverlappingMembership):
            update_membership(membership=draft, at=NOW)
    else:
        update_membership(membership=draft, at=NOW)
        assert haiti.memberships.count() == 2


def test_a_row_does_not_overlap_with_itself(make_country, join):
    row = join(make_country(), "OAS")
    row.note = "Checked"
    assert update_membership(membership=row, at=NOW)["after"] == {"note": "Checked"}


def test_a_membership_can_be_added_after_another_ended(make_country, join):
    haiti = make_country()
    join(haiti, "OAS", until="2020")
    fresh = membership(haiti, "OAS", since=date(2021, 1, 1), since_precision=Precision.YEAR)
    add_membership(membership=fresh, at=NOW)
    assert haiti.is_member("OAS", on=DAY)
    with pytest.raises(OverlappingMembership):
        add_membership(membership=membership(haiti, "OAS"), at=NOW)


def test_a_change_of_side_ends_the_one_and_begins_the_other(make_country, join):
    country = make_country()
    join(country, SIDE_GROUP, status=MembershipStatus.SOUTH)
    change = update_country_side(country=country, side=Side.NORTH, since=DAY, note="Decided", at=NOW)
    assert change == {
        "before": {"side": "south"},
        "after": {"side": "north", "since": "2026-11-21", "note": "Decided"},
    }
    country = Country.objects.get()
    assert country.side(on=date(2026, 11, 20)) == "south"
    assert country.side(on=DAY) == "north"


def test_a_country_without_a_side_gets_its_first(make_country, join):
    join(make_country("BR", "Brazil"), SIDE_GROUP, status=MembershipStatus.SOUTH)
    country = make_country()
    update_country_side(country=country, side=Side.SOUTH, since=DAY, note="", at=NOW)
    assert country.side(on=DAY) == "south"


def test_a_side_is_not_set_twice(make_country, join):
    country = make_country()
    join(country, SIDE_GROUP, status=MembershipStatus.SOUTH)
    with pytest.raises(SideUnchanged):
        update_country_side(country=country, side=Side.SOUTH, since=DAY, note="", at=NOW)
    assert country.memberships.get().edited_at is None


def test_a_side_does_not_change_twice_on_one_day(make_country, join):
    country = make_country()
    join(country, SIDE_GROUP, since="2026-11-21", status=MembershipStatus.SOUTH)
    with pytest.raises(OverlappingMembership):
        update_country_side(country=country, side=Side.NORTH, since=DAY, note="", at=NOW)
