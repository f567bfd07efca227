from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages in which people are written to; site languages say `pt-br` where people say `pt`."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    FRENCH = "fr", _("French")
    PORTUGUESE = "pt", _("Portuguese")


SITE_LANGUAGES = {"en": "en", "es": "es", "fr": "fr", "pt": "pt-br"}


def site_language(code: str) -> str:
    return SITE_LANGUAGES.get(code, "en")


def personal_language(site_code: str) -> str:
    base = site_code.partition("-")[0]
    return base if base in SITE_LANGUAGES else Language.ENGLISH.value
