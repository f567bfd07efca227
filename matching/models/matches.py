from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from matching.choices import Band, DismissalReason, Verdict
from matching.models.generations import Generation
from matching.querysets import DecisionQuerySet, MatchQuerySet


class Match(models.Model):
    """A scored pair that stands in the canonical list of its offer or of its need, once.

    A suggestion is shown only while both revisions and the generation are current.
    """

    # Matches are derived, written by matching alone and audited; checking three keys of each of millions of rows would
    # take longer than all the rest of a rebuild. The indexes below begin with what rows are looked up by.
    offer = models.ForeignKey(
        "offers.Offer", models.CASCADE, related_name="matches", db_index=False, db_constraint=False
    )
    need = models.ForeignKey(
        "needs.Need", models.CASCADE, related_name="matches", db_index=False, db_constraint=False
    )
    generation = models.ForeignKey(
        Generation, models.CASCADE, related_name="matches", db_index=False, db_constraint=False
    )
    offer_revision = models.PositiveIntegerField()
    need_revision = models.PositiveIntegerField()
    # 0..1000, derived from `parts`; stored to be ordered by.
    score = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=10, choices=Band)
    # Points per criterion, in the order of matching.core.criteria; -1 = no data, out of the denominator.
    parts = ArrayField(models.SmallIntegerField())
    # Codes of the hard constraints that block the pair; a blocked pair is shown as such and never accepted.
    blockers = ArrayField(models.CharField(max_length=32), default=list)
    scored_at = models.DateTimeField()

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "need", "generation"],
                name="matching_match_one_per_pair",
            ),
            models.CheckConstraint(condition=Q(score__lte=1000), name="matching_match_score_in_range"),
        ]
        indexes = [
            models.Index(fields=["need", "-score"], name="matching_match_of_need"),
            models.Index(fields=["offer", "-score"], name="matching_match_of_offer"),
        ]

    def __str__(self) -> str:
        return f"{self.offer} ↔ {self.need}"


class Decision(models.Model):
    """What the secretariat decided about a pair, with a copy of what it saw. Rescoring never touches it."""

    reference = models.CharField(_("reference"), max_length=16, unique=True)
    offer = models.ForeignKey("offers.Offer", models.PROTECT, related_name="decisions")
    need = models.ForeignKey("needs.Need", models.PROTECT, related_name="decisions")
    verdict = models.CharField(_("decision"), max_length=10, choices=Verdict)
    reason = models.CharField(_("reason"), max_length=20, choices=DismissalReason, blank=True)
    comment = models.TextField(_("comment"), max_length=2_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    score = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=10, choices=Band)
    parts = ArrayField(models.SmallIntegerField())
    generation = models.ForeignKey(Generation, models.PROTECT, related_name="+")
    offer_revision = models.PositiveIntegerField()
    need_revision = models.PositiveIntegerField()
    # The modality computed from the parties on the day, with its reason code (matching.core.modality).
    modality = models.CharField(max_length=20, blank=True)
    modality_reason = models.CharField(max_length=40, blank=True)
    # A later decision about the same pair, or an undo, ends this one; the row stays.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Where a party sees no contact of the other, the secretariat puts them in touch by hand and says so here.
    introduced_at = models.DateTimeField(null=True)
    introduced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision on a match")
        verbose_name_plural = _("decisions on matches")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "need"],
                condition=Q(ended_at__isnull=True),
                name="matching_decision_one_stands",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.DISMISSED) | ~Q(reason=""),
                name="matching_decision_dismissal_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["verdict", "-at"], name="matching_decision_latest")]

    def __str__(self) -> str:
        return self.reference
