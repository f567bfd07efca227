from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class DueWork(models.Model):
    """A row that stands for work: it is retried, leased and parked in place, never copied to a queue."""

    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    run_after = models.DateTimeField(_("not before"), null=True, blank=True)
    leased_until = models.DateTimeField(_("in work until"), null=True, blank=True)
    parked_at = models.DateTimeField(_("parked at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True, default="")
    request_id = models.CharField(_("request"), max_length=64, blank=True, default="")

    class Meta:
        abstract = True


class SweepMark(models.Model):
    """When the clock of the sweepers last ticked: that it stopped is seen before the work grows old."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    last_run = models.DateTimeField(_("last run"))

    objects: ClassVar[models.Manager["SweepMark"]] = models.Manager()

    def __str__(self) -> str:
        return self.name
