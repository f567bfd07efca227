from datetime import datetime
from typing import TYPE_CHECKING, Self

from jobs.querysets import DueWorkQuerySet

if TYPE_CHECKING:
    from mail.models import OutgoingMail  # noqa: F401 (named in quoted bases)


class OutgoingMailQuerySet(DueWorkQuerySet["OutgoingMail"]):
    def unsent(self) -> Self:
        return self.filter(sent_at__isnull=True)

    def due(self, at: datetime) -> Self:
        """Count what was queued by then: asked about an earlier moment, this is what is late."""
        return super().due(at).unsent().filter(queued_at__lte=at)

    def oldest_first(self) -> Self:
        return self.order_by("queued_at", "pk")
