from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Urgency(TextChoices):
    LOW = "low", pgettext_lazy("urgency", "Can wait more than a year")
    MEDIUM = "medium", pgettext_lazy("urgency", "Within a year")
    HIGH = "high", pgettext_lazy("urgency", "Within three months")
