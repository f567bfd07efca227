from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notices.querysets import NoticeQuerySet


class Notice(models.Model):
    """Holds references, never titles: it is rendered when read, in the reader's language."""

    # What addresses say instead of the primary key.
    key = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recipient"),
        on_delete=models.CASCADE,
        related_name="notices",
    )
    event = models.CharField(_("event"), max_length=60)
    template = models.CharField(max_length=120)
    params = models.JSONField(default=dict, blank=True)
    target_name = models.CharField(max_length=120, blank=True)
    target_args = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notices_newest"),
            models.Index(
                fields=["recipient"],
                condition=Q(read_at__isnull=True),
                name="notices_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.recipient_id}"
