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

    def parked(self) -> Self:
        return self.filter(parked_at__isnull=False)
