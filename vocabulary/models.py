from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models import LoadedRow
from directory.querysets import active_language, languages_in_order
from mail.choices import Language
from vocabulary.choices import TermKind
from vocabulary.core.languages import LANGUAGES
from vocabulary.core.thesaurus import LONGEST_CODE
from vocabulary.core.tokens import LONGEST_WORD
from vocabulary.querysets import ConceptQuerySet, TermQuerySet, ThesaurusReleaseQuerySet, WordSetAsideQuerySet

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

# Taken apart, a letter can be two.
LONGEST_LABEL, LONGEST_KEY, LONGEST_WHY = 200, 400, 1_000


class Concept(LoadedRow):
    """A meaning with its terms. What the engine reads of it is `vocabulary.core.thesaurus.Concept`, see the adapters."""

    code = models.SlugField(_("code"), max_length=LONGEST_CODE, unique=True)
    themes = models.ManyToManyField("directory.Theme", blank=True, related_name="+", verbose_name=_("themes"))
    goals = models.ManyToManyField("directory.Goal", blank=True, related_name="+", verbose_name=_("goals"))
    sectors = models.ManyToManyField(
        "directory.Sector", blank=True, related_name="+", verbose_name=_("sectors")
    )
    broader = models.ManyToManyField(
        "self", through="Broader", symmetrical=False, related_name="narrower", verbose_name=_("broader")
    )
    # Addresses of the same concept in other vocabularies.
    exact_matches = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    # Digest of what the engine reads of it: a concept that was edited back is as it was.
    fingerprint = models.CharField(max_length=64, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)
    # Empty where a concept left the reference files.
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    retired_why = models.CharField(max_length=LONGEST_WHY, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )

    terms: "RelatedManager[Term]"
    objects = ConceptQuerySet.as_manager()

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        constraints = [
            models.CheckConstraint(
                name="vocabulary_concept_code_is_plain",
                condition=Q(code__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            ),
            models.CheckConstraint(
                name="vocabulary_concept_retired_with_a_reason",
                condition=Q(retired_at=None, retired_by=None, retired_why="")
                | Q(retired_at__isnull=False, retired_by=None)
                | Q(retired_at__isnull=False, retired_by__isnull=False) & ~Q(retired_why=""),
            ),
            models.CheckConstraint(
                name="vocabulary_concept_merged_is_retired",
                condition=Q(merged_into=None) | Q(retired_at__isnull=False) & ~Q(merged_into=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The preferred term in the reader's language; one in another language says which."""
        wanted = active_language()
        preferred = {term.language: term.label for term in self.terms.all() if term.is_preferred}
        for language in languages_in_order(wanted):
            if label := preferred.get(language):
                return label if language == wanted else f"{label} [{language}]"
        return self.code

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """Per language the preferred term, then its synonyms; sorted here, so that fetched terms are not asked for again."""
        terms = sorted(self.terms.all(), key=lambda term: (not term.is_preferred, term.position))
        return {
            language: tuple(term.label for term in terms if term.language == language)
            for language in LANGUAGES
        }


class Broader(models.Model):
    """One step up: `broader` holds all that `concept` means. The services refuse circles."""

    concept = models.ForeignKey(Concept, models.CASCADE, related_name="+")
    broader = models.ForeignKey(Concept, models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager["Broader"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concept", "broader"], name="vocabulary_broader_once"),
            models.CheckConstraint(name="vocabulary_broader_not_itself", condition=~Q(concept=F("broader"))),
        ]

    def __str__(self) -> str:
        return f"{self.concept_id} < {self.broader_id}"


class Term(models.Model):
    concept = models.ForeignKey(Concept, models.CASCADE, related_name="terms")
    language = models.CharField(_("language"), max_length=2, choices=Language)
    label = models.CharField(_("term"), max_length=LONGEST_LABEL)
    # vocabulary.core.thesaurus.label_key, which no other concept has, and fold_label, by which people look for it.
    key = models.CharField(max_length=LONGEST_KEY, editable=False)
    folded = models.CharField(max_length=LONGEST_KEY, editable=False)
    kind = models.CharField(max_length=11, choices=TermKind)
    position = models.PositiveSmallIntegerField(default=0)
    # Whether its concept is: a constraint cannot look into another table.
    is_live = models.BooleanField(default=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            models.UniqueConstraint(
                fields=["language", "key"],
                condition=Q(is_live=True),
                name="vocabulary_term_names_one_concept",
            ),
            models.UniqueConstraint(
                fields=["concept", "language", "key"], name="vocabulary_term_once_in_its_concept"
            ),
            models.UniqueConstraint(
                fields=["concept", "language"],
                condition=Q(kind=TermKind.PREFERRED),
                name="vocabulary_term_one_is_preferred",
            ),
            models.CheckConstraint(
                name="vocabulary_term_language_known", condition=Q(language__in=LANGUAGES)
            ),
            models.CheckConstraint(name="vocabulary_term_kind_known", condition=Q(kind__in=TermKind.values)),
            models.CheckConstraint(name="vocabulary_term_says_something", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_preferred(self) -> bool:
        return self.kind == TermKind.PREFERRED


class ThesaurusRelease(models.Model):
    """The thesaurus as a generation of the engine was frozen with it; never changed. One serves."""

    digest = models.CharField(max_length=64, unique=True)
    # The layout of fixtures/reference/thesaurus.csv, deflated: some 0.2 MB for 3,000 concepts.
    content = models.BinaryField()
    frozen_at = models.DateTimeField()
    serving = models.BooleanField(default=False)

    objects = ThesaurusReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release of the thesaurus")
        constraints = [
            models.UniqueConstraint(
                fields=["serving"], condition=Q(serving=True), name="vocabulary_release_one_serves"
            )
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class WordSetAside(models.Model):
    """A word that says too little for a concept: nobody wants it among those that none covers."""

    language = models.CharField(_("language"), max_length=2, choices=Language)
    word = models.CharField(_("word"), max_length=LONGEST_WORD)
    # fold_label: accents do not make another word here.
    folded = models.CharField(max_length=2 * LONGEST_WORD, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(editable=False)

    objects = WordSetAsideQuerySet.as_manager()

    class Meta:
        verbose_name = _("word set aside")
        constraints = [
            models.UniqueConstraint(fields=["language", "folded"], name="vocabulary_word_set_aside_once"),
            models.CheckConstraint(
                name="vocabulary_word_language_known", condition=Q(language__in=LANGUAGES)
            ),
            models.CheckConstraint(name="vocabulary_word_says_something", condition=~Q(folded="")),
        ]

    def __str__(self) -> str:
        return self.word
