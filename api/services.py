"""Tokens: issued once, kept as a hash, revoked at once."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from accounts.models import Membership, User
from accounts.services import record_audit
from api.models import Token

SCHEME = "cn_live"
LONGEST_LIFE = timedelta(days=730)


class TokenLifeTooLong(ValueError):
    """A token may live at most LONGEST_LIFE."""


@transaction.atomic
def issue_token(*, membership: Membership, name: str, life: timedelta, by: User, at: datetime) -> tuple[Token, str]:
    """Make a token that acts as the membership. The secret is returned here and nowhere else, ever."""
    if life > LONGEST_LIFE:
        raise TokenLifeTooLong(life)
    prefix = f"{SCHEME}_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = Token.objects.create(
        name=name, prefix=prefix, digest=digest_secret(secret), membership=membership, created_by=by, created_at=at,
        expires_at=at + life,
    )
    _audit(token, "token.issue", by=by, at=at)
    return token, secret


@transaction.atomic
def revoke_token(token: Token, *, by: User, at: datetime) -> None:
    """Effective with the token's next request. Idempotent."""
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        _audit(token, "token.revoke", by=by, at=at)


def find_token(secret: str, *, at: datetime) -> Token | None:
    """The usable token of a secret, or None; notes the day of use (one write per token and day)."""
    prefix = "_".join(secret.split("_")[:3])
    token = Token.objects.usable(at).select_related("membership__user", "membership__institution").filter(prefix=prefix).first()
    if token is None or not secrets.compare_digest(token.digest, digest_secret(secret)):
        return None
    if token.last_used_on != at.date():
        Token.objects.filter(pk=token.pk).update(last_used_on=at.date())
    return token


def digest_secret(secret: str) -> str:
    """SHA-256 is enough: the secret has 256 random bits, so there is nothing to guess slowly."""
    return sha256(secret.encode()).hexdigest()


def _audit(token: Token, action: str, *, by: User, at: datetime) -> None:
    record_audit(
        actor=by, action=action, subject=token.prefix, country=token.membership.institution.country, before={},
        after={"name": token.name, "acts_as": str(token.membership)}, reason="", at=at,
    )
