from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.choices import InstitutionKind
from directory.models.countries import Country
from directory.models.names import ReferenceRow
from directory.querysets import InstitutionQuerySet


class Institution(ReferenceRow):
    """Who posts. The country may be empty: multilateral and regional bodies have none."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=InstitutionKind.choices)
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="institutions",
        verbose_name=_("country"),
    )
    url = models.URLField(_("web site"), blank=True)
    contact_email = models.EmailField(_("contact address"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta(ReferenceRow.Meta):
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [
            *ReferenceRow.Meta.constraints,
            models.CheckConstraint(
                name="directory_institution_kind_is_known",
                condition=Q(kind__in=InstitutionKind.values),
            ),
            models.CheckConstraint(
                name="directory_institution_authority_has_country",
                condition=~Q(kind="cooperation_authority") | Q(country__isnull=False),
            ),
        ]
