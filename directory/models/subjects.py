from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.choices import SectorStatus
from directory.models.names import ReferenceRow, read_localized
from directory.querysets import (
    GoalQuerySet,
    LocalizedQuerySet,
    ThemeQuerySet,
)

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Language(ReferenceRow):
    code = models.CharField(_("code"), max_length=8, unique=True)
    is_portal = models.BooleanField(_("language of the portal"), default=False)

    objects = LocalizedQuerySet["Language"].as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")


class Goal(ReferenceRow):
    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    title_en = models.CharField(_("title in English"), max_length=300)
    title_es = models.CharField(_("title in Spanish"), max_length=300)
    title_fr = models.CharField(_("title in French"), max_length=300)
    title_pt = models.CharField(_("title in Portuguese"), max_length=300)

    objects = GoalQuerySet.as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("Sustainable Development Goal")
        verbose_name_plural = _("Sustainable Development Goals")
        ordering = ["number"]
        constraints = [
            *ReferenceRow.Meta.constraints,
            models.CheckConstraint(
                name="directory_goal_number_in_range",
                condition=Q(number__range=(1, 17)),
            ),
        ]

    @property
    def title(self) -> str:
        return read_localized(self, "title")


class Sector(ReferenceRow):
    code = models.CharField(_("code"), max_length=5, unique=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=SectorStatus.choices,
        default=SectorStatus.ACTIVE,
    )

    objects = LocalizedQuerySet["Sector"].as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["code"]
        constraints = [
            *ReferenceRow.Meta.constraints,
            models.CheckConstraint(
                name="directory_sector_status_is_known",
                condition=Q(status__in=SectorStatus.values),
            ),
        ]


class Theme(ReferenceRow):
    code = models.SlugField(_("code"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("priority area"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    scope_en = models.CharField(_("scope in English"), max_length=500, blank=True)
    scope_es = models.CharField(_("scope in Spanish"), max_length=500, blank=True)
    scope_fr = models.CharField(_("scope in French"), max_length=500, blank=True)
    scope_pt = models.CharField(_("scope in Portuguese"), max_length=500, blank=True)
    goals = models.ManyToManyField(Goal, blank=True, related_name="themes", verbose_name=_("goals"))
    sectors = models.ManyToManyField(Sector, blank=True, related_name="themes", verbose_name=_("sectors"))

    children: "RelatedManager[Theme]"
    objects = ThemeQuerySet.as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [
            *ReferenceRow.Meta.constraints,
            models.CheckConstraint(
                name="directory_theme_not_its_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
            ),
        ]

    @property
    def scope(self) -> str:
        return read_localized(self, "scope")

    @property
    def is_area(self) -> bool:
        return self.parent_id is None
