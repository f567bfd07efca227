from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobs.models import DueWork
from matching.choices import Band, DismissalReason, Verdict
from matching.querysets import (
    DecisionQuerySet,
    GenerationQuerySet,
    MatchingStateQuerySet,
    MatchQuerySet,
)


class Generation(models.Model):
    """What makes scores comparable, frozen: featuriser version, thesaurus digest, IDF, factors, weights.

    Exactly one row serves; `frozen` is `matching.core.generation.Generation` as a JSON object.
    """

    number = models.PositiveIntegerField(unique=True)
    frozen = models.JSONField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    serving = models.BooleanField(default=False)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        verbose_name = _("generation of the matching engine")
        constraints = [
            models.UniqueConstraint(
                fields=["serving"],
                condition=Q(serving=True),
                name="matching_generation_one_serves",
            ),
        ]

    def __str__(self) -> str:
        return f"G{self.number}"


class MatchingState(DueWork):
    """How far matching has come with one posting; due = its revision differs from `matched_revision`."""

    matched_revision = models.PositiveIntegerField(default=0)
    generation = models.ForeignKey(Generation, models.SET_NULL, null=True, related_name="+")

    objects = MatchingStateQuerySet.as_manager()

    # A concrete class adds `posting`.
    posting_id: int

    class Meta:
        abstract = True


class OfferState(MatchingState):
    posting = models.OneToOneField("offers.Offer", models.CASCADE, related_name="matching_state")

    class Meta(MatchingState.Meta):
        verbose_name = _("matching state of an offer")


class NeedState(MatchingState):
    posting = models.OneToOneField("needs.Need", models.CASCADE, related_name="matching_state")

    class Meta(MatchingState.Meta):
        verbose_name = _("matching state of a need")


class Vector(models.Model):
    """A posting's text as the engine reads it, so that scoring one posting never re-reads the others."""

    generation = models.ForeignKey(Generation, models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    # vocabulary.core.features.TextFeatures: what the explanations quote.
    features = models.JSONField()
    # matching.core.vectors.TextVector: what the scores are made of.
    vector = models.BinaryField()

    # A concrete class adds `posting`.
    posting_id: int

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "generation"],
                name="%(app_label)s_%(class)s_one_per_generation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} r{self.revision}"


class OfferVector(Vector):
    posting = models.ForeignKey("offers.Offer", models.CASCADE, related_name="vectors")

    class Meta(Vector.Meta):
        verbose_name = _("vector of an offer")


class NeedVector(Vector):
    posting = models.ForeignKey("needs.Need", models.CASCADE, related_name="vectors")

    class Meta(Vector.Meta):
        verbose_name = _("vector of a need")


class Match(models.Model):
    """A scored pair. A suggestion is shown only while both revisions and the generation are current."""

    offer = models.ForeignKey("offers.Offer", models.CASCADE, related_name="matches")
    need = models.ForeignKey("needs.Need", models.CASCADE, related_name="matches")
    generation = models.ForeignKey(Generation, models.CASCADE, related_name="matches")
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
