"""Tokens: issued once, kept as a hash, revoked at once."""

import re
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import Membership, User
from accounts.services import hash_secret, record_audit
from api.models import Token
from jobs.core.days import day_of_record

MARK = "cn_live"
LONGEST_LIFE = timedelta(days=730)
# A click that is this late is not the second half of a double click.
DOUBLE_CLICK = timedelta(minutes=5)
_SECRET = re.compile(rf"({MARK}_[0-9a-f]{{8}})_[A-Za-z0-9_-]{{43}}")


class NotYourMembership(Exception):
    """A token acts as a membership that its owner holds on the day it is issued."""


class TokenLifeTooLong(ValueError):
    """A token may live at most LONGEST_LIFE."""


class TokenIssuedAlready(Exception):
    """The same form has issued `token`, with other contents or too long ago to be told its secret again."""

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

    The same form sent again at once (a double click, of which the browser shows the last answer) gives the same
    token with the same secret: it is derived from the form's own key, of which only a hash is stored.
    Raises NotYourMembership, TokenLifeTooLong, TokenIssuedAlready.
    """
    if not by.memberships.current(day_of_record(at)).filter(pk=membership.pk).exists():
        raise NotYourMembership(membership)
    if life > LONGEST_LIFE:
        raise TokenLifeTooLong(life)
    seed = f"{by.key} {form_key or uuid4()}"
    prefix = f"{MARK}_{_derive('prefix', seed)[:4].hex()}"
    secret = f"{prefix}_{urlsafe_b64encode(_derive('secret', seed)).decode().rstrip('=')}"
    facts = {
        "name": name,
        "prefix": prefix,
        "digest": hash_secret(secret),
        "membership": membership,
        "created_by": by,
        "created_at": at,
        "expires_at": at + life,
    }
    stored_key = UUID(bytes=_derive("form key", seed)[:16])
    token, created = Token.objects.get_or_create(form_key=stored_key, defaults=facts)
    if created:
        _audit(token, "token.issue", by=by, at=at)
    elif not _is_the_same_wish(token, facts, at=at):
        raise TokenIssuedAlready(token)
    return token, secret


def _derive(purpose: str, seed: str) -> bytes:
    return salted_hmac(f"api.token.{purpose}", seed, algorithm="sha256").digest()


def _is_the_same_wish(token: Token, facts: dict[str, Any], *, at: datetime) -> bool:
    told = ("name", "digest", "membership")
    same = all(getattr(token, name) == facts[name] for name in told)
    same_life = token.expires_at - token.created_at == facts["expires_at"] - facts["created_at"]
    return same and same_life and token.revoked_at is None and at - token.created_at <= DOUBLE_CLICK


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
    if token is None or not secrets.compare_digest(token.digest, hash_secret(secret)):
        return None
    if token.last_used_on != day_of_record(at):
        Token.objects.filter(pk=token.pk).update(last_used_on=day_of_record(at))
    return token


def _audit(token: Token, action: str, *, by: User, at: datetime) -> None:
    membership = token.membership
    record_audit(
        actor=by,
        action=action,
        subject=token.prefix,
        country=membership.institution.country,
        after={
            "name": token.name,
            "role": membership.role,
            "institution": membership.institution.code,
        },
        at=at,
    )
