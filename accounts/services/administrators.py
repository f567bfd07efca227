from datetime import datetime

from django.db import transaction

from accounts.choices import Role
from accounts.models import User
from accounts.services.memberships import grant_membership
from directory.choices import InstitutionKind
from directory.models import Institution


class NoSecretariatError(LookupError):
    """The reference data, with the institution that runs the portal, are not loaded."""


@transaction.atomic
def create_administrator(*, email: str, full_name: str, at: datetime) -> User:
    """Make the first person of a deployment, without a password: a reset link sets it."""
    institution = Institution.objects.filter(kind=InstitutionKind.SECRETARIAT).order_by("pk").first()
    if institution is None:
        raise NoSecretariatError
    address = email.strip().lower()
    user = User.objects.filter(email=address).first()
    if user is None:
        user = User(email=address, full_name=full_name or address, joined_at=at)
        user.set_unusable_password()
        user.save()
    grant_membership(user=user, institution=institution, role=Role.ADMINISTRATOR, by=None, at=at)
    return user
