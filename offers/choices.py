from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OfferKind(TextChoices):
    TECHNICAL_ASSISTANCE = "technical_assistance", _("Technical assistance")
    TRAINING = "training", _("Training")
    SCHOLARSHIP = "scholarship", _("Scholarship")
    KNOWLEDGE_EXCHANGE = "knowledge_exchange", _("Knowledge exchange")
    GOOD_PRACTICE = "good_practice", _("Good practice")
    EQUIPMENT = "equipment", _("Equipment")
    FINANCING = "financing", _("Financing")
