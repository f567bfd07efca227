from datetime import datetime, timedelta

from django.db import transaction

from accounts.choices import Role
from accounts.models import Invitation, Membership, User
from accounts.services.audit import record_audit
from accounts.services.mail_limits import count_mail
from accounts.services.memberships import (
    AlreadyMemberError,
    grant_membership,
    require_manages,
)
from accounts.services.secrets import hash_secret, make_secret
from directory.models import Institution
from jobs.core.days import day_of_record
from mail.services import queue_mail

INVITATION_LIFE = timedelta(days=14)
# Invitations per hour to one address, and by one person.
MOST_TO_ONE_ADDRESS = 3
MOST_BY_ONE_PERSON = 60


class InvitationClosedError(ValueError):
    """Unknown, used, withdrawn or expired: the visitor is told the same."""


class PasswordNeededError(ValueError):
    """A new account cannot be made without a password."""


@transaction.atomic
def invite_person(
    *,
    by: User,
    email: str,
    full_name: str,
    institution: Institution,
    role: str,
    language: str,
    at: datetime,
) -> Invitation:
    """Send a link that grants one role; an earlier open invitation to the same role gives way.

    Raises NotAllowedToManageError, AlreadyMemberError, TooManyMailsError.
    """
    require_manages(by, institution, role)
    email = email.strip().lower()
    held = Membership.objects.current(day_of_record(at)).filter(user__email=email)
    if held.filter(institution=institution, role=role).exists():
        raise AlreadyMemberError
    limits = {f"to {email}": MOST_TO_ONE_ADDRESS, f"by {by.key}": MOST_BY_ONE_PERSON}
    count_mail("invitation", limits=limits, at=at)
    Invitation.objects.filter(
        email=email,
        institution=institution,
        role=role,
        accepted_at=None,
        revoked_at=None,
    ).update(revoked_at=at)
    secret = make_secret()
    invitation = Invitation.objects.create(
        email=email,
        full_name=full_name.strip(),
        language=language,
        institution=institution,
        role=Role(role),
        token_hash=hash_secret(secret),
        invited_by=by,
        created_at=at,
        expires_at=at + INVITATION_LIFE,
    )
    queue_mail(
        to=email,
        language=language,
        template="accounts/invitation",
        context={"invitation": invitation, "token": secret},
        at=at,
    )
    _audit(invitation, actor=by, action="invitation.send", at=at)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User, at: datetime) -> Invitation:
    locked = _lock(pk=invitation.pk)
    require_manages(by, locked.institution, locked.role)
    if locked.accepted_at is not None or locked.revoked_at is not None:
        raise InvitationClosedError
    locked.revoked_at = at
    locked.save(update_fields=["revoked_at"])
    _audit(locked, actor=by, action="invitation.withdraw", at=at)
    return locked


def find_invitation(*, token: str, at: datetime) -> Invitation:
    found = (
        Invitation.objects.open(at)
        .select_related("institution", "invited_by")
        .filter(token_hash=hash_secret(token))
        .first()
    )
    if found is None:
        raise InvitationClosedError
    return found


def has_account(*, invitation: Invitation) -> bool:
    """Tell whether the holder of the link already signs in with that address."""
    return User.objects.filter(email=invitation.email).exists()


@transaction.atomic
def accept_invitation(*, token: str, at: datetime, password: str = "", full_name: str = "") -> User:
    """Make the account where there is none, and grant the role that was offered.

    The link proves that the visitor reads mail at that address; an account that exists keeps its password.
    """
    invitation = _lock(pk=find_invitation(token=token, at=at).pk)
    if not invitation.is_open(at):
        raise InvitationClosedError
    user = User.objects.filter(email=invitation.email).first()
    if user is None:
        user = _create_invited(invitation, password, full_name, at=at)
    elif not user.is_active:
        raise InvitationClosedError
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    grant_membership(
        user=user,
        institution=invitation.institution,
        role=invitation.role,
        by=None,
        at=at,
    )
    _audit(invitation, actor=user, action="invitation.accept", at=at)
    return user


def _create_invited(invitation: Invitation, password: str, full_name: str, *, at: datetime) -> User:
    if not password:
        raise PasswordNeededError
    user = User(
        email=invitation.email,
        full_name=full_name.strip() or invitation.full_name,
        language=invitation.language,
        joined_at=at,
    )
    user.set_password(password)
    user.save()
    return user


def _lock(*, pk: int) -> Invitation:
    return (
        Invitation.objects.select_for_update(of=("self",)).select_related("institution__country").get(pk=pk)
    )


def _audit(invitation: Invitation, *, actor: User, action: str, at: datetime) -> None:
    record_audit(
        actor=actor,
        action=action,
        subject=invitation.email,
        country=invitation.institution.country,
        after={"institution": invitation.institution.code, "role": invitation.role},
        at=at,
    )
