"""People, institutions and countries for tests; plain functions with defaults that are valid."""

from datetime import UTC, date, datetime
from itertools import count

from django.contrib.auth.hashers import make_password

from accounts.choices import Role
from accounts.models import Membership, User
from directory.choices import Confidence, CountryKind, GroupKind, InstitutionKind, MembershipStatus
from directory.models import Country, Group, GroupMembership, Institution

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
# Strong, and free of any word that the rules refuse.
PASSWORD = "seven quiet herons at dusk"  # noqa: S105

# Hashed once: a strong hash per person would be half of the tests' time.
PASSWORD_HASH = make_password(PASSWORD)

_numbers = count(1)


def make_country(code="HT", *, group="OAS", **facts):
    country, created = Country.objects.get_or_create(
        code=code, defaults={"kind": CountryKind.STATE, "name_en": f"Country {code}", **facts}
    )
    if created and group:
        Group.objects.get_or_create(code=group, defaults={"kind": GroupKind.values[0], "name_en": group})
        GroupMembership.objects.create(
            country=country, group_id=group, status=MembershipStatus.MEMBER, confidence=Confidence.values[0]
        )
    return country


def make_institution(code="", *, country=None, **facts):
    return Institution.objects.create(
        code=code or f"institution-{next(_numbers)}",
        country=country,
        **{"name_en": "Ministry of Ports", "kind": InstitutionKind.MINISTRY} | facts,
    )


def make_secretariat():
    found = Institution.objects.filter(kind=InstitutionKind.SECRETARIAT).first()
    return found or make_institution("oas-sedi", kind=InstitutionKind.SECRETARIAT, name_en="Secretariat")


def make_user(email="", **facts):
    user = User(
        email=email or f"person-{next(_numbers)}@example.org",
        **{"full_name": "Ana Paz", "joined_at": NOW} | facts,
    )
    user.password = PASSWORD_HASH
    user.save()
    return user


def make_membership(user, institution, role=Role.OFFICIAL, **facts):
    return Membership.objects.create(
        user=user, institution=institution, role=role, **{"since": LONG_AGO} | facts
    )


def make_person(institution, role=Role.OFFICIAL, **facts):
    user = make_user(**facts)
    make_membership(user, institution, role)
    return user
