from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobs.models import DueWork
from jobs.querysets import DueWorkQuerySet
from matching.choices import GenerationStatus
from matching.querysets import GenerationQuerySet


class Generation(models.Model):
    """What makes scores comparable, frozen: featuriser version, thesaurus digest, IDF, factors, weights.

    One row serves, at most one is being built; `frozen` is `matching.core.generation.Generation` as a JSON object.
    Its standings, vectors and matches are a function of it, of `read_on` and of the live postings alone.
    """

    number = models.PositiveIntegerField(unique=True)
    frozen = models.JSONField()
    digest = models.CharField(max_length=64)
    # Digest of the shipped generation that it is, or was made from with other weights.
    release = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=8, choices=GenerationStatus)
    # Built to be compared with the one that serves, which it replaces only where they differ.
    is_audit = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # Pieces of work of the rebuild: how many there are, how many are done.
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # The day whose sides, groups and memberships are read; `reading` rises when they have to be read again.
    read_on = models.DateField()
    reading = models.PositiveIntegerField(default=0)
    # Counts, under the lock of matching, the changes of its standings.
    changes = models.PositiveBigIntegerField(default=0)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        verbose_name = _("generation of the matching engine")
        constraints = [
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status=GenerationStatus.SERVING),
                name="matching_generation_one_serves",
            ),
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status=GenerationStatus.BUILDING),
                name="matching_generation_one_is_built",
            ),
        ]

    def __str__(self) -> str:
        return f"G{self.number}"


class Piece(DueWork):
    """A piece of the work of building a generation, for any worker; it goes by the numbers of the postings alone.

    Its result is written in the transaction that marks it done, so that done twice is done once. The pieces of a stage
    may be done in any order, those of the next only after all of them.
    """

    generation = models.ForeignKey(Generation, models.CASCADE, related_name="pieces")
    stage = models.PositiveSmallIntegerField()
    # `offer` or `need`: whose lists are made; from `first` to `last`, among the others from `pool_first` to `pool_last`.
    side = models.CharField(max_length=5)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    pool_first = models.BigIntegerField(default=0)
    pool_last = models.BigIntegerField(default=0)
    is_done = models.BooleanField(default=False)

    objects = DueWorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of a rebuild")
        indexes = [models.Index(fields=["generation", "is_done", "stage"], name="matching_piece_next")]

    def __str__(self) -> str:
        return f"{self.generation_id}.{self.stage} {self.side} {self.first}-{self.last}"


class Found(models.Model):
    """What one piece of a search found for the postings from `first`; the best of all its pieces are their lists."""

    generation = models.ForeignKey(
        Generation, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    side = models.CharField(max_length=5)
    first = models.BigIntegerField()
    # matching.services.rebuilding.partials: columns of numbers.
    part = models.BinaryField()

    class Meta:
        verbose_name = _("partial result of a rebuild")
        indexes = [models.Index(fields=["generation", "side", "first"], name="matching_found_by")]

    def __str__(self) -> str:
        return f"{self.side} {self.first}"
