from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobs.models import DueWork
from jobs.querysets import DueWorkQuerySet
from matching.models.generations import Generation


class MatchingState(DueWork):
    """The work of matching one posting; it is due while no standing of the serving generation is up to date."""

    # Up to which revision its parties have been told of its steps.
    matched_revision = models.PositiveIntegerField(default=0)

    objects = DueWorkQuerySet.as_manager()

    # A concrete class adds `posting`.
    posting_id: int

    class Meta:
        abstract = True
        # Most have nothing to say.
        indexes = [
            models.Index(
                fields=["posting"], condition=Q(attempts__gt=0), name="%(app_label)s_%(class)s_tried"
            )
        ]


class OfferState(MatchingState):
    posting = models.OneToOneField("offers.Offer", models.CASCADE, related_name="matching_state")

    class Meta(MatchingState.Meta):
        verbose_name = _("matching state of an offer")


class NeedState(MatchingState):
    posting = models.OneToOneField("needs.Need", models.CASCADE, related_name="matching_state")

    class Meta(MatchingState.Meta):
        verbose_name = _("matching state of a need")


class Standing(models.Model):
    """How one posting, live or not, stands in one generation: it is up to date with its posting's revision and `reading`.

    The two lists are `matching.core.shortlist` entries; those of a posting that is not live are empty. Everything is
    written under the lock of matching and numbered from the generation's `changes`, so that a process which holds the
    postings in memory follows by asking for numbers above the last it saw.
    """

    generation = models.ForeignKey(Generation, models.CASCADE, related_name="+", db_index=False)
    revision = models.PositiveIntegerField()
    reading = models.PositiveIntegerField()
    is_live = models.BooleanField()
    open = models.BinaryField()
    open_is_complete = models.BooleanField(default=True)
    blocked = models.BinaryField()
    blocked_is_complete = models.BooleanField(default=True)
    # The numbers of the last change of its profile, and of anything in this row.
    entered = models.PositiveBigIntegerField()
    changed = models.PositiveBigIntegerField()

    # A concrete class adds `posting`.
    posting_id: int

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "generation"],
                # What tells whether a posting is up to date, so that a look at all of them reads the index alone.
                include=["revision", "reading"],
                name="%(app_label)s_%(class)s_one_per_generation",
            ),
        ]
        indexes = [models.Index(fields=["generation", "changed"], name="%(app_label)s_%(class)s_news")]

    def __str__(self) -> str:
        return f"{self.posting_id} r{self.revision}"


class OfferStanding(Standing):
    posting = models.ForeignKey("offers.Offer", models.CASCADE, related_name="standings", db_index=False)

    class Meta(Standing.Meta):
        verbose_name = _("standing of an offer")


class NeedStanding(Standing):
    posting = models.ForeignKey("needs.Need", models.CASCADE, related_name="standings", db_index=False)

    class Meta(Standing.Meta):
        verbose_name = _("standing of a need")


class Vector(models.Model):
    """A live posting as its generation reads it: what every stored score of it was made of."""

    generation = models.ForeignKey(Generation, models.CASCADE, related_name="+", db_index=False)
    revision = models.PositiveIntegerField()
    # vocabulary.core.features.TextFeatures: what the explanations quote.
    features = models.JSONField()
    # matching.core.vectors.TextVector, and matching.core.facts: what the scores are made of.
    vector = models.BinaryField()
    facts = models.BinaryField()

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
