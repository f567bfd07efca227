from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.models import DueWork
from jobs.querysets import DueWorkQuerySet
from matching.models.generations import Generation


class Preview(DueWork):
    """What somebody asked other weights to be compared for, where that takes longer than a page may: one per person.

    `weights`, `why` and `seen` are the form as it was typed. `found` is what the search gave under `generation`: per
    need its number and the best offers now and then, each as its key in a list and its number.
    """

    by = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    weights = models.JSONField()
    why = models.TextField(blank=True)
    seen = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    generation = models.ForeignKey(Generation, models.CASCADE, null=True, related_name="+")
    found = models.JSONField(null=True)

    objects = DueWorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview of other weights")

    def __str__(self) -> str:
        return f"{self.by_id} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_found(self) -> bool:
        return self.found is not None
