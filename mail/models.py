from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobs.models import DueWork
from mail.choices import Language
from mail.querysets import OutgoingMailQuerySet


class OutgoingMail(DueWork):
    to_address = models.EmailField(_("to"), max_length=254)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects: ClassVar[models.Manager["OutgoingMail"]] = OutgoingMailQuerySet.as_manager()

    class Meta(DueWork.Meta):
        abstract = False
        constraints = [
            # A sent mail keeps no text: it may have held a secret link.
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(body=""),
                name="mail_sent_keeps_no_body",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=Q(sent_at__isnull=True),
                name="mail_unsent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_address}: {self.subject}"
