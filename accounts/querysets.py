from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.choices import ROLE_ORDER, STAFF_ROLES, Role, roles_up_to
from directory.choices import STATE_GROUPS
from directory.models import Country, GroupMembership, Institution

if TYPE_CHECKING:
    from accounts.models import (  # noqa: F401 (some are named in quoted bases only)
        AuditEntry,
        Invitation,
        KeptForm,
        Membership,
        User,
    )


@dataclass(frozen=True, slots=True)
class Access:
    """What the current memberships of one person open; every permission is a queryset built on this."""

    user_id: int | None = None
    institution_ids: frozenset[int] = frozenset()
    country_ids: frozenset[int] = frozenset()
    # Institutions that the person endorses for: those of the own country, or the own one where it has no country.
    focal_institution_ids: frozenset[int] = frozenset()
    # Institutions in whose name the person may write: the own ones where the role is more than reader.
    writer_institution_ids: frozenset[int] = frozenset()
    is_secretariat: bool = False
    is_administrator: bool = False
    reads_states: bool = False
    may_write: bool = False
    roles: frozenset[str] = frozenset()

    @property
    def is_staff(self) -> bool:
        return self.is_secretariat or self.is_administrator

    @property
    def is_focal_point(self) -> bool:
        return bool(self.focal_institution_ids)

    @property
    def grantable_roles(self) -> tuple[Role, ...]:
        """The roles this person may give to others; only who manages people gives any."""
        if not (self.is_staff or self.is_focal_point):
            return ()
        return roles_up_to(max(self.roles, key=lambda role: ROLE_ORDER.index(Role(role))))


NO_ACCESS = Access()


def access_of(user: "User | AnonymousUser", on: date | None = None) -> Access:
    """Access of anyone, signed in or not, on a day (today where none is named)."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return NO_ACCESS
    return user.access if on is None else read_access(user, on=on)


def read_access(user: "User", *, on: date) -> Access:
    held = user.memberships.current(on).select_related("institution")
    if user.acting_membership is not None:
        held = held.filter(pk=user.acting_membership.pk)
    memberships = list(held)
    roles = frozenset(membership.role for membership in memberships)
    countries = _country_ids(memberships)
    focal = [membership for membership in memberships if membership.role == Role.FOCAL_POINT]
    return Access(
        user_id=user.pk,
        institution_ids=frozenset(membership.institution_id for membership in memberships),
        country_ids=countries,
        focal_institution_ids=_endorsed_institutions(focal),
        writer_institution_ids=frozenset(m.institution_id for m in memberships if m.role != Role.READER),
        is_secretariat=Role.SECRETARIAT in roles,
        is_administrator=Role.ADMINISTRATOR in roles,
        reads_states=bool(roles & STAFF_ROLES) or _any_state(countries, on),
        may_write=bool(roles - {Role.READER}),
        roles=roles,
    )


def _country_ids(memberships: Iterable["Membership"]) -> frozenset[int]:
    return frozenset(m.institution.country_id for m in memberships if m.institution.country_id is not None)


def _endorsed_institutions(focal: Sequence["Membership"]) -> frozenset[int]:
    countries = _country_ids(focal)
    alone = {m.institution_id for m in focal if m.institution.country_id is None}
    if not countries:
        return frozenset(alone)
    return frozenset(
        alone | set(Institution.objects.filter(country_id__in=countries).values_list("pk", flat=True))
    )


def _any_state(country_ids: frozenset[int], on: date) -> bool:
    if not country_ids:
        return False
    held = GroupMembership.objects.filter(country_id__in=country_ids, group_id__in=STATE_GROUPS)
    return held.full().on(on).exists()


class UserQuerySet(models.QuerySet["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in does not care about the case of an address; addresses are stored in lower case."""
        return self.get(email=(username or "").strip().lower())

    def active(self) -> Self:
        return self.filter(is_active=True)

    def holding(self, *roles: str, on: date) -> Self:
        """People who hold one of the roles on a day, through whichever institution."""
        return (
            self.active()
            .filter(
                Q(memberships__until__isnull=True) | Q(memberships__until__gt=on),
                memberships__since__lte=on,
                memberships__role__in=roles,
            )
            .distinct()
        )

    def focal_points_of(self, institution: Institution, *, on: date) -> Self:
        """Who endorses for an institution: the focal points of its country, or its own where it has none."""
        current = Q(memberships__until__isnull=True) | Q(memberships__until__gt=on)
        place = (
            Q(memberships__institution__country_id=institution.country_id)
            if institution.country_id is not None
            else Q(memberships__institution_id=institution.pk)
        )
        return (
            self.active()
            .filter(
                current,
                place,
                memberships__since__lte=on,
                memberships__role=Role.FOCAL_POINT,
            )
            .distinct()
        )

    def writing_for(self, institution: Institution, *, on: date) -> Self:
        return (
            self.active()
            .filter(
                Q(memberships__until__isnull=True) | Q(memberships__until__gt=on),
                memberships__since__lte=on,
                memberships__institution_id=institution.pk,
                memberships__role__in=[role for role in ROLE_ORDER if role != Role.READER],
            )
            .distinct()
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date) -> Self:
        """`until` is the first day without access, so that ending a membership today ends it now."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)

    def open(self) -> Self:
        return self.filter(until__isnull=True)

    def focal_points_for(self, country: Country, *, on: date) -> Self:
        return (
            self.current(on)
            .filter(
                role=Role.FOCAL_POINT,
                institution__country=country,
                user__is_active=True,
            )
            .select_related("user", "institution")
            .order_by("user__full_name", "pk")
        )

    def manageable_by(self, user: "User | AnonymousUser") -> Self:
        access = access_of(user)
        if access.is_administrator:
            return self
        below = self.filter(role__in=access.grantable_roles)
        if access.is_secretariat:
            return below
        return below.filter(institution_id__in=access.focal_institution_ids)

    def named_like(self, words: str) -> Self:
        """Keep whose name or address holds every word."""
        found = self
        for word in words.split():
            found = found.filter(Q(user__full_name__icontains=word) | Q(user__email__icontains=word))
        return found

    def for_list(self) -> Self:
        return self.select_related("user", "institution", "institution__country").order_by(
            "user__full_name", "user__email", "-since", "pk"
        )


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> Self:
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)

    def manageable_by(self, user: "User | AnonymousUser") -> Self:
        access = access_of(user)
        if access.is_administrator:
            return self
        below = self.filter(role__in=access.grantable_roles)
        if access.is_secretariat:
            return below
        return below.filter(institution_id__in=access.focal_institution_ids)

    def for_list(self) -> Self:
        return self.select_related("institution", "institution__country", "invited_by").order_by(
            "-created_at", "-pk"
        )


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Show everything to the secretariat, and to those who write for a country what concerns it."""
        access = access_of(user)
        if access.is_staff:
            return self
        if not access.may_write:
            return self.none()
        return self.filter(country_id__in=access.country_ids)

    def for_list(self) -> Self:
        return self.select_related("country").order_by("-at", "-pk")


class KeptFormQuerySet(models.QuerySet["KeptForm"]):
    def fresh(self, at: datetime) -> Self:
        return self.filter(expires_at__gt=at)

    def stale(self, at: datetime) -> Self:
        return self.filter(expires_at__lte=at)
