from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from jobs.models import DueWork

Row = TypeVar("Row", bound="DueWork")


class DueWorkQuerySet(models.QuerySet[Row]):
    """Reads over rows that stand for work; a concrete queryset narrows `due` to what is not done yet."""

    def due(self, at: datetime) -> Self:
        return self.filter(
            Q(run_after__isnull=True) | Q(run_after__lte=at),
            Q(leased_until__isnull=True) | Q(leased_until__lte=at),
            parked_at__isnull=True,
        )

    def busy(self, at: datetime) -> Self:
        """Find rows that are in work, put off or parked: all others are due. Whoever is busy has been tried."""
        is_busy = Q(run_after__gt=at) | Q(leased_until__gt=at) | Q(parked_at__isnull=False)
        return self.filter(is_busy, attempts__gt=0)

    def parked(self) -> Self:
        return self.filter(parked_at__isnull=False)
