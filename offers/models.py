from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from offers.choices import OfferKind
from postings.models import UNJUDGED, Posting, PostingText, StatusChange


class Offer(Posting):
    kind = models.CharField(_("kind of offer"), max_length=24, choices=OfferKind, blank=True)
    capacity = models.PositiveIntegerField(_("capacity (places)"), null=True, blank=True)
    remaining_places = models.PositiveIntegerField(_("remaining places"), null=True, blank=True)

    reference_prefix = "OF"
    url_namespace = "offers"

    class Meta(Posting.Meta):
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            *Posting.Meta.constraints,
            models.CheckConstraint(
                condition=UNJUDGED
                | Q(capacity__isnull=True)
                | Q(remaining_places__isnull=True)
                | Q(remaining_places__lte=F("capacity")),
                name="%(app_label)s_%(class)s_places_within_capacity",
                violation_error_code="remaining_places",
                violation_error_message=_("There cannot be more remaining places than places."),
            ),
        ]


class OfferText(PostingText):
    posting = models.ForeignKey(Offer, models.CASCADE, related_name="texts")

    class Meta(PostingText.Meta):
        verbose_name = _("text of an offer")


class OfferStatusChange(StatusChange):
    posting = models.ForeignKey(Offer, models.CASCADE, related_name="status_changes")

    class Meta(StatusChange.Meta):
        verbose_name = _("status change of an offer")
