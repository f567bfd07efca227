from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.choices import (
    FULL_STATUSES,
    SIDE_GROUP,
    Confidence,
    CountryKind,
    GroupKind,
    MembershipStatus,
    Precision,
    Side,
)
from directory.models.dates import describe_date
from directory.models.names import LoadedRow, ReferenceRow
from directory.querysets import ALWAYS, CountryQuerySet, GroupMembershipQuerySet, LocalizedQuerySet

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Country(ReferenceRow):
    code = models.CharField(_("code of two letters"), max_length=2, unique=True)
    iso3 = models.CharField(_("code of three letters"), max_length=3, blank=True)
    m49 = models.CharField(_("numeric code"), max_length=3, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=CountryKind.choices, default=CountryKind.STATE)
    official_languages = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("official languages"),
        default=list,
    )
    working_languages = ArrayField(
        models.CharField(max_length=8),
        verbose_name=_("working languages"),
        default=list,
    )

    memberships: "RelatedManager[GroupMembership]"
    objects = CountryQuerySet.as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [
            *ReferenceRow.Meta.constraints,
            models.CheckConstraint(
                name="directory_country_code_is_alpha2",
                condition=Q(code__regex=r"^[A-Z]{2}$"),
            ),
            models.UniqueConstraint(
                fields=["iso3"],
                name="directory_country_iso3_once",
                condition=~Q(iso3=""),
            ),
            models.UniqueConstraint(fields=["m49"], name="directory_country_m49_once", condition=~Q(m49="")),
            models.CheckConstraint(
                name="directory_country_kind_is_known",
                condition=Q(kind__in=CountryKind.values),
            ),
        ]

    def is_member(self, group_code: str, on: date) -> bool:
        return any(
            row.group_id == group_code and row.is_full and row.covers(on) for row in self.memberships.all()
        )

    def side(self, on: date) -> str:
        """`south`, `north` or empty: what the secretariat's list says on that day, never derived from another list."""
        for row in self.memberships.all():
            if row.group_id == SIDE_GROUP and row.status in Side.values and row.covers(on):
                return row.status
        return ""

    def groups_on(self, on: date) -> list["GroupMembership"]:
        """Every row in force, whatever its status; the group of each is at hand after `with_memberships()`."""
        return sorted(
            (row for row in self.memberships.all() if row.covers(on)),
            key=lambda row: row.group_id,
        )


class Group(ReferenceRow):
    code = models.CharField(_("code"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=GroupKind.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = LocalizedQuerySet["Group"].as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("group of countries")
        verbose_name_plural = _("groups of countries")
        constraints = [
            *ReferenceRow.Meta.constraints,
            models.CheckConstraint(
                name="directory_group_kind_is_known",
                condition=Q(kind__in=GroupKind.values),
            ),
        ]


class GroupMembership(LoadedRow):
    country = models.ForeignKey(
        Country, models.CASCADE, related_name="memberships", verbose_name=_("country")
    )
    # By code, so that a membership names its group without a join.
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        to_field="code",
        related_name="memberships",
        verbose_name=_("group"),
    )
    since = models.DateField(_("since"), null=True, blank=True)
    since_precision = models.CharField(
        _("known part of the start"),
        max_length=5,
        choices=Precision.choices,
        blank=True,
    )
    until = models.DateField(_("until, that day excluded"), null=True, blank=True)
    until_precision = models.CharField(
        _("known part of the end"),
        max_length=5,
        choices=Precision.choices,
        blank=True,
    )
    status = models.CharField(_("status"), max_length=20, choices=MembershipStatus.choices)
    confidence = models.CharField(_("confidence"), max_length=20, choices=Confidence.choices)
    source = models.CharField(_("source"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    objects = GroupMembershipQuerySet.as_manager()

    class Meta(LoadedRow.Meta):
        verbose_name = _("membership of a group")
        verbose_name_plural = _("memberships of groups")
        constraints = [
            models.UniqueConstraint(
                fields=["country", "group", "since"],
                name="directory_groupmembership_start_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="directory_groupmembership_ends_after_start",
                condition=Q(since=None) | Q(until=None) | Q(until__gt=F("since")),
            ),
            models.CheckConstraint(
                name="directory_groupmembership_since_has_precision",
                condition=Q(since=None, since_precision="")
                | Q(since__isnull=False, since_precision__in=["year", "month", "day"]),
            ),
            models.CheckConstraint(
                name="directory_groupmembership_until_has_precision",
                condition=Q(until=None, until_precision="")
                | Q(until__isnull=False, until_precision__in=["year", "month", "day"]),
            ),
            models.CheckConstraint(
                name="directory_groupmembership_status_is_known",
                condition=Q(status__in=MembershipStatus.values),
            ),
            models.CheckConstraint(
                name="directory_groupmembership_confidence_is_known",
                condition=Q(confidence__in=Confidence.values),
            ),
        ]
        indexes = [models.Index(fields=["group", "status"], name="directory_gm_group_status")]

    def __str__(self) -> str:
        return f"{self.country.code} {self.group_id} {self.status}"

    @property
    def start(self) -> str:
        """What tells this row from the other ones of its country and group; `always` where it has no beginning."""
        return self.since.isoformat() if self.since else ALWAYS

    @property
    def since_text(self) -> str:
        return describe_date(self.since, self.since_precision)

    @property
    def until_text(self) -> str:
        return describe_date(self.until, self.until_precision)

    @property
    def is_full(self) -> bool:
        return self.status in FULL_STATUSES

    @property
    def is_verified(self) -> bool:
        return self.confidence != Confidence.GENERAL_KNOWLEDGE

    def covers(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)
