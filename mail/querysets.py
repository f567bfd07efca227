from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from jobs.querysets import DueWorkQuerySet

if TYPE_CHECKING:
    from mail.models import OutgoingMail  # noqa: F401 (named in quoted bases)


class OutgoingMailQuerySet(DueWorkQuerySet["OutgoingMail"]):
    def unsent(self) -> Self:
        return self.filter(sent_at__isnull=True)

    def due(self, at: datetime) -> Self:
        return super().due(at).unsent()

    def overdue(self, at: datetime, *, by: timedelta) -> Self:
        return self.due(at).filter(queued_at__lte=at - by)

    def oldest_first(self) -> Self:
        return self.order_by("queued_at", "pk")
