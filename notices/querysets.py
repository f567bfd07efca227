from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User
    from notices.models import Notice  # noqa: F401 (named in quoted bases)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.none() if isinstance(user, AnonymousUser) else self.filter(recipient_id=user.pk)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def for_list(self) -> Self:
        return self.order_by("-created_at", "-pk")
