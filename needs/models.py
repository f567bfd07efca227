from django.db import models
from django.utils.translation import gettext_lazy as _

from needs.choices import Urgency
from postings.models import Posting, PostingText, StatusChange


class Need(Posting):
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency, blank=True)

    reference_prefix = "NE"
    url_namespace = "needs"

    class Meta(Posting.Meta):
        verbose_name = _("need")
        verbose_name_plural = _("needs")


class NeedText(PostingText):
    posting = models.ForeignKey(Need, models.CASCADE, related_name="texts")
    situation = models.TextField(_("starting situation"), max_length=5_000, blank=True)
    result_wanted = models.TextField(_("result wanted"), max_length=5_000, blank=True)

    word_fields = ("title", "summary", "situation", "result_wanted", "details")

    class Meta(PostingText.Meta):
        verbose_name = _("text of a need")


class NeedStatusChange(StatusChange):
    posting = models.ForeignKey(Need, models.CASCADE, related_name="status_changes")

    class Meta(StatusChange.Meta):
        verbose_name = _("status change of a need")
