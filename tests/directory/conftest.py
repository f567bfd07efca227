from datetime import UTC, datetime
from pathlib import Path

import pytest

from directory.choices import Confidence, CountryKind, GroupKind, MembershipStatus
from directory.models import Country, Group, GroupMembership, parse_partial_date
from directory.services import load_reference

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "reference"


@pytest.fixture(scope="session")
def reference_folder() -> Path:
    return FOLDER


@pytest.fixture
def reference(db: None) -> dict:
    return load_reference(folder=FOLDER, at=datetime(2026, 11, 1, tzinfo=UTC))


@pytest.fixture
def make_country(db: None):
    def make(code: str = "HT", name: str = "Haïti", **facts) -> Country:
        return Country.objects.create(**{"code": code, "kind": CountryKind.STATE, "name_en": name} | facts)

    return make


@pytest.fixture
def join():
    """`join(country, "CELAC", since="2011-12", until="")`: one dated row, and the group where it is missing."""

    def join(
        country: Country,
        group: str,
        since: str = "",
        until: str = "",
        status: str = MembershipStatus.MEMBER,
        **facts,
    ) -> GroupMembership:
        Group.objects.get_or_create(code=group, defaults={"kind": GroupKind.REGIONAL, "name_en": group})
        start, end = parse_partial_date(since), parse_partial_date(until)
        return GroupMembership.objects.create(
            country=country,
            group_id=group,
            since=start.day,
            since_precision=start.precision,
            until=end.day,
            until_precision=end.precision,
            status=status,
            confidence=Confidence.SOURCED,
            **facts,
        )

    return join
