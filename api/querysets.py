from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.querysets import access_of
from jobs.core.days import day_of_record

if TYPE_CHECKING:
    from accounts.models import User
    from api.models import Token  # noqa: F401 (named in a quoted base)


class TokenQuerySet(QuerySet["Token"]):
    def usable(self, at: datetime) -> Self:
        """Neither revoked nor expired, of an active person whose membership still runs on the day."""
        return self.filter(
            Q(membership__until__isnull=True) | Q(membership__until__gt=day_of_record(at)),
            revoked_at__isnull=True,
            expires_at__gt=at,
            membership__since__lte=day_of_record(at),
            membership__user__is_active=True,
        )

    def manageable_by(self, user: "User | AnonymousUser") -> Self:
        """One's own tokens; administrators see everyone's."""
        access = access_of(user)
        if access.is_administrator:
            return self
        return self.filter(membership__user_id=access.user_id)

    def for_list(self) -> Self:
        return self.select_related("membership__user", "membership__institution").order_by(
            "-created_at", "-pk"
        )
