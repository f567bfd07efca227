from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.choices import Role
from accounts.models import Membership, User, access_of
from accounts.services.audit import record_audit
from directory.models import Institution
from jobs.core.days import day_of_record


class NotAllowedToManageError(PermissionError):
    """Who asks does not manage people there, or would grant more than the own role."""


class AlreadyMemberError(ValueError):
    """The person already holds this role there."""


class AlreadyEndedError(ValueError):
    """The membership has ended before."""


class OwnMembershipError(PermissionError):
    """Nobody ends the own membership: a country or the portal could be left with nobody in charge."""


def require_manages(by: User, institution: Institution, role: str) -> None:
    access = access_of(by)
    reaches = access.is_staff or institution.pk in access.focal_institution_ids
    if not reaches or role not in access.grantable_roles:
        raise NotAllowedToManageError


@transaction.atomic
def grant_membership(
    *, user: User, institution: Institution, role: str, by: User | None, at: datetime
) -> Membership:
    """Give a role from today on; `by=None` is the system itself (the first administrator, demonstration data)."""
    if by is not None:
        require_manages(by, institution, role)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user,
                institution=institution,
                role=Role(role),
                since=day_of_record(at),
                granted_by=by,
            )
    except IntegrityError as error:
        raise AlreadyMemberError from error
    record_audit(
        actor=by,
        action="membership.grant",
        subject=user.email,
        country=institution.country,
        after={"institution": institution.code, "role": str(role)},
        at=at,
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User, at: datetime, reason: str = "") -> Membership:
    locked = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("institution__country", "user")
        .get(pk=membership.pk)
    )
    if locked.user_id == by.pk:
        raise OwnMembershipError
    require_manages(by, locked.institution, locked.role)
    if locked.until is not None and locked.until <= day_of_record(at):
        raise AlreadyEndedError
    locked.until = max(day_of_record(at), locked.since)
    locked.save(update_fields=["until"])
    record_audit(
        actor=by,
        action="membership.end",
        subject=locked.user.email,
        country=locked.institution.country,
        before={"institution": locked.institution.code, "role": locked.role},
        reason=reason,
        at=at,
    )
    return locked
