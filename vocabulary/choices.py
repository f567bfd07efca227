from django.db import models
from django.utils.translation import gettext_lazy as _


class TermKind(models.TextChoices):
    PREFERRED = "preferred", _("Preferred term")
    ALTERNATIVE = "alternative", _("Synonym")
