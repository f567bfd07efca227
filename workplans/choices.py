from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NodeKind(TextChoices):
    AXIS = "axis", _("Axis")
    OBJECTIVE = "objective", _("Objective")
    STRATEGY = "strategy", _("Strategy")
    DEPARTMENT = "department", _("Department")
    LINE = "line", _("Strategic line")
    # A theme heading inside a table of the source document; no theme of the portal.
    HEADING = "heading", pgettext_lazy("part of a work plan", "Heading")
    INITIATIVE = "initiative", _("Initiative")
    MEASURE = "measure", _("Measure")
