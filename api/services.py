"""Tokens: issued once, kept as a hash, revoked at once."""

import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from accounts.models import Membership, User
from accounts.services import record_audit
from api.models import Token

MARK = "cn_live"
LONGEST_LIFE = timedelta(days=730)
_SECRET = re.compile(rf"({MARK}_[0-9a-f]{{8}})_[A-Za-z0-9_-]{{43}}")


class NotYourMembership(Exception):
    """A token acts as a membership that its owner holds on the day it is issued."""


class TokenLifeTooLong(ValueError):
    """A token may live at most LONGEST_LIFE."""


class TokenIssuedAlready(Exception):
    """The same form has issued `token`; its secret is not to be had again."""

    def __init__(self, token: Token) -> None:
        super().__init__(token.prefix)
        self.token = token


@transaction.atomic
def issue_token(
    *,
    membership: Membership,
    name: str,
    life: timedelta,
    by: User,
    at: datetime,
    form_key: UUID | None = None,
) -> tuple[Token, str]:
    """Make a token that acts as the membership. The secret is returned here and nowhere else, ever.

    Raises NotYourMembership, TokenLifeTooLong, TokenIssuedAlready.
    """
    if not by.memberships.current(at.date()).filter(pk=membership.pk).exists():
        raise NotYourMembership(membership)
    if life > LONGEST_LIFE:
        raise TokenLifeTooLong(life)
    prefix = f"{MARK}_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    facts = {
        "name": name,
        "prefix": prefix,
        "digest": digest_secret(secret),
        "membership": membership,
        "created_by": by,
        "created_at": at,
        "expires_at": at + life,
    }
    if form_key is None:
        token = Token.objects.create(**facts)
    else:
        token, created = Token.objects.get_or_create(form_key=form_key, defaults=facts)
        if not created:
            raise TokenIssuedAlready(token)
    _audit(token, "token.issue", by=by, at=at)
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, by: User, at: datetime) -> None:
    """Effective with the token's next request. Idempotent."""
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        _audit(token, "token.revoke", by=by, at=at)


def find_token(secret: str, *, at: datetime) -> Token | None:
    """The usable token of a secret, or None; notes the day of use (one write per token and day)."""
    form = _SECRET.fullmatch(secret)
    if form is None:
        return None
    usable = Token.objects.usable(at).select_related("membership__user", "membership__institution")
    token: Token | None = usable.filter(prefix=form[1]).first()
    if token is None or not secrets.compare_digest(token.digest, digest_secret(secret)):
        return None
    if token.last_used_on != at.date():
        Token.objects.filter(pk=token.pk).update(last_used_on=at.date())
    return token


def digest_secret(secret: str) -> str:
    """SHA-256 is enough: the secret has 256 random bits, so there is nothing to guess slowly."""
    return sha256(secret.encode()).hexdigest()


def _audit(token: Token, action: str, *, by: User, at: datetime) -> None:
    membership = token.membership
    record_audit(
        actor=by,
        action=action,
        subject=token.prefix,
        country=membership.institution.country,
        after={
            "name": token.name,
            "acts_as": f"{membership.role} {membership.institution.code}",
        },
        at=at,
    )
