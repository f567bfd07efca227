from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models import LocalizedName, read_localized
from workplans.choices import NodeKind
from workplans.querysets import PlanNodeQuerySet, PlanQuerySet


class LocalizedAim(LocalizedName):
    """A name and a one-line aim in the portal's four languages; the fixtures own both."""

    aim_en = models.CharField(max_length=300, blank=True)
    aim_es = models.CharField(max_length=300, blank=True)
    aim_fr = models.CharField(max_length=300, blank=True)
    aim_pt = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def aim(self) -> str:
        return read_localized(self, "aim")


class Plan(LocalizedAim):
    code = models.SlugField(_("code"), max_length=40, unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    body = models.ForeignKey(
        "directory.Institution",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("body"),
    )
    # From the imported document: its title, introduction and language; empty until it is imported.
    source_title = models.TextField(blank=True)
    source_introduction = models.TextField(blank=True)
    source_language = models.CharField(max_length=2, blank=True)
    imported_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("work plan")
        verbose_name_plural = _("work plans")
        ordering = ["-year", "code"]

    def __str__(self) -> str:
        return self.name or self.code


class PlanNode(LocalizedAim):
    """One branch or leaf of a plan. Fixture and import meet in the same row: same plan, same code."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="nodes", verbose_name=_("work plan"))
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    kind = models.CharField(max_length=12, choices=NodeKind)
    code = models.CharField(_("code"), max_length=24)
    position = models.PositiveSmallIntegerField()
    source_text = models.TextField(blank=True)
    source_language = models.CharField(max_length=2, blank=True)

    objects = PlanNodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("node of a work plan")
        verbose_name_plural = _("nodes of a work plan")
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="workplans_plannode_code_once_per_plan"),
            models.CheckConstraint(
                condition=Q(kind__in=NodeKind.values),
                name="workplans_plannode_kind_known",
            ),
        ]
        indexes = [models.Index(fields=["plan", "parent", "position"], name="workplans_plannode_tree")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def label(self) -> str:
        """The name in the reader's language; for what only the document names, its own words."""
        return self.name or self.source_text


class ActivityRow(models.Model):
    """One row of a plan's table under a node: what is contributed, expected, with whom, when."""

    node = models.ForeignKey(PlanNode, models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    contribution = models.TextField(blank=True)
    expected_results = models.TextField(blank=True)
    partners_internal = models.TextField(blank=True)
    partners_external = models.TextField(blank=True)
    adaptation = models.TextField(blank=True)
    timetable = models.TextField(blank=True)

    class Meta:
        verbose_name = _("row of activities")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["node", "position"],
                name="workplans_activityrow_one_per_position",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} · {self.position}"

    @property
    def texts(self) -> list[str]:
        """The cells that hold words, in the order of the document."""
        cells = (
            self.contribution,
            self.expected_results,
            self.partners_internal,
            self.partners_external,
            self.adaptation,
            self.timetable,
        )
        return [cell for cell in cells if cell]
