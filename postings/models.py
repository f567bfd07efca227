from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from postings.choices import (
    Delivery,
    Financing,
    Modality,
    Origin,
    PartyRole,
    PostingLanguage,
    Status,
    Visibility,
)
from postings.querysets import PostingQuerySet
from postings.workflow import BALL, Actor

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


# A draft stores what is storable, and whatever was typed can be withdrawn.
UNJUDGED = Q(status__in=(Status.DRAFT, Status.WITHDRAWN))


class Posting(models.Model):
    """What an offer and a need have in common; the words themselves stand in one text row per language.

    The constraints hold for every status but a draft's and that of what was withdrawn.
    """

    reference = models.CharField(_("reference"), max_length=16, unique=True, editable=False)
    original_language = models.CharField(_("language of the text"), max_length=2, choices=PostingLanguage)
    institution = models.ForeignKey(
        "directory.Institution",
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("institution"),
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False
    )
    # Rises with every transition and every edit that matching or partners can see.
    revision = models.PositiveIntegerField(default=1, editable=False)
    # Rises with edits of the original text: a translation names the one it translates.
    text_revision = models.PositiveIntegerField(default=1, editable=False)

    themes = models.ManyToManyField("directory.Theme", related_name="%(class)ss", verbose_name=_("themes"))
    goals = models.ManyToManyField(
        "directory.Goal",
        related_name="%(class)ss",
        blank=True,
        verbose_name=_("Sustainable Development Goals"),
    )
    plan_nodes = models.ManyToManyField(
        "workplans.PlanNode",
        related_name="%(class)ss",
        blank=True,
        verbose_name=_("work plan objectives"),
    )
    modalities = ArrayField(
        models.CharField(max_length=16, choices=Modality),
        default=list,
        blank=True,
        verbose_name=_("modalities accepted"),
    )
    role = models.CharField(pgettext_lazy("in a cooperation", "role"), max_length=16, choices=PartyRole)
    working_languages = ArrayField(
        models.CharField(max_length=2, choices=PostingLanguage),
        default=list,
        blank=True,
        verbose_name=_("working languages"),
    )
    # Where this is refused, a pair without a shared working language is blocked, not merely scored lower.
    interpretation_accepted = models.BooleanField(
        _("working through interpretation is acceptable"), default=True
    )
    eligible_countries = models.ManyToManyField(
        "directory.Country",
        related_name="+",
        blank=True,
        verbose_name=_("eligible countries"),
    )
    eligible_groups = models.ManyToManyField(
        "directory.Group",
        related_name="+",
        blank=True,
        verbose_name=_("eligible groups of countries"),
    )
    preferred_countries = models.ManyToManyField(
        "directory.Country",
        related_name="+",
        blank=True,
        verbose_name=_("preferred countries"),
    )
    preferred_groups = models.ManyToManyField(
        "directory.Group",
        related_name="+",
        blank=True,
        verbose_name=_("preferred groups of countries"),
    )
    delivery = models.CharField(_("delivery"), max_length=8, choices=Delivery, blank=True)
    period_from = models.DateField(_("from"), null=True, blank=True)
    period_until = models.DateField(_("until"), null=True, blank=True)
    financing = models.CharField(_("who pays"), max_length=12, choices=Financing, blank=True)
    financing_note = models.CharField(_("who pays what"), max_length=300, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    contact_phone = models.CharField(_("contact telephone"), max_length=40, blank=True)
    contact_consent = models.BooleanField(
        _("the contact person agrees to be shown to the other party after a match is accepted"),
        default=False,
    )
    visibility = models.CharField(
        _("who may see it"),
        max_length=12,
        choices=Visibility,
        default=Visibility.PUBLIC,
    )
    expires_on = models.DateField(_("valid until"), null=True, blank=True)

    # When its owner was last reminded that the validity ends; a later day of validity makes it out of date by itself.
    reminded_on = models.DateField(null=True, editable=False)
    # Entered by the secretariat for a country, whose focal point endorses it.
    on_behalf = models.BooleanField(default=False, editable=False)
    # A live edit after publication, not yet looked at by the secretariat.
    changed_since_review = models.BooleanField(default=False, editable=False)
    # What a draft's form held that no column can store (a date such as "31/02"), by field name, to be shown again.
    unstored_input = models.JSONField(default=dict, blank=True, editable=False)
    # The form that made it: sent twice (a double click, the button Back), it still makes one posting.
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    # Lexemes and concepts of all its texts, written by the services (see vocabulary.core.search).
    search = SearchVectorField(null=True, editable=False)

    objects = PostingQuerySet.as_manager()

    # What a concrete class names.
    reference_prefix: str
    url_namespace: str
    # Brought by `with_endorser()`: whether anyone can endorse it.
    has_endorser: bool
    if TYPE_CHECKING:
        texts: RelatedManager["PostingText"]
        status_changes: RelatedManager["StatusChange"]

    class Meta:
        abstract = True
        # The code of a rule names the field that it speaks of; the gate answers by it before the database does.
        constraints = [
            models.CheckConstraint(
                condition=UNJUDGED
                | Q(period_until__isnull=True)
                | Q(period_from__isnull=True)
                | Q(period_until__gte=F("period_from")),
                name="%(app_label)s_%(class)s_period_in_order",
                violation_error_code="period_until",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="%(app_label)s_%(class)s_status_known",
                violation_error_code="status",
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values),
                name="%(app_label)s_%(class)s_visibility_known",
                violation_error_code="visibility",
                violation_error_message=_("Choose who may see it."),
            ),
            models.CheckConstraint(
                condition=UNJUDGED | Q(expires_on__isnull=False),
                name="%(app_label)s_%(class)s_valid_until_a_day",
                violation_error_code="expires_on",
                violation_error_message=_("Say until when the posting is valid."),
            ),
            models.CheckConstraint(
                condition=UNJUDGED | Q(role__in=PartyRole.values),
                name="%(app_label)s_%(class)s_role_known",
                violation_error_code="role",
                violation_error_message=_("Choose a role."),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at"], name="%(app_label)s_%(class)s_latest"),
            models.Index(fields=["institution", "status"], name="%(app_label)s_%(class)s_owner"),
            # What was published and revised since is found without reading the rows.
            models.Index(
                condition=Q(published_at__isnull=False),
                fields=["id"],
                include=["revision"],
                name="%(app_label)s_%(class)s_revised",
            ),
            GinIndex(fields=["search"], name="%(app_label)s_%(class)s_search"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse(f"{self.url_namespace}:detail", args=[self.reference])

    @property
    def ball(self) -> Actor | None:
        """Whose step is next; where nobody can endorse, the secretariat's. Needs `with_endorser()`."""
        actor = BALL.get(Status(self.status))
        return Actor.SECRETARIAT if actor is Actor.FOCAL_POINT and not self.has_endorser else actor

    def text_for(self, language: str | None = None) -> "PostingText | None":
        """The text in the reader's language, else the original; None for a draft without any text.

        Reads `self.texts.all()`, so that a list prefetches them once.
        """
        wanted = (language or get_language() or "en")[:2]
        by_language = {text.language: text for text in self.texts.all()}
        return by_language.get(wanted) or by_language.get(self.original_language)

    @property
    def original_text(self) -> "PostingText | None":
        return next(
            (text for text in self.texts.all() if text.language == self.original_language),
            None,
        )

    @property
    def title(self) -> str:
        text = self.text_for()
        return text.title if text else ""


class PostingText(models.Model):
    """One posting's words in one language. A concrete class adds `posting` and fields of its own."""

    language = models.CharField(_("language"), max_length=2, choices=PostingLanguage)
    title = models.CharField(_("title"), max_length=160, blank=True)
    summary = models.CharField(_("summary"), max_length=600, blank=True)
    details = models.TextField(_("details"), max_length=20_000, blank=True)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.ORIGINAL)
    # The text_revision of the original that this text is, or translates.
    text_revision = models.PositiveIntegerField(default=1)

    # The fields that hold words, in reading order; a concrete class extends it.
    word_fields: tuple[str, ...] = ("title", "summary", "details")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "language"],
                name="%(app_label)s_%(class)s_one_per_language",
            ),
            models.CheckConstraint(
                condition=Q(language__in=PostingLanguage.values),
                name="%(app_label)s_%(class)s_language_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def body(self) -> str:
        """All words but the title, for matching and search."""
        fields = (getattr(self, name) for name in self.word_fields if name != "title")
        return "\n\n".join(filter(None, fields))


class StatusChange(models.Model):
    """One step of a posting's life. A concrete class adds `posting`. Written only by the gate."""

    transition = models.CharField(max_length=16)
    source = models.CharField(max_length=12, choices=Status)
    target = models.CharField(max_length=12, choices=Status)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    comment = models.TextField(max_length=2_000, blank=True)
    revision = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
