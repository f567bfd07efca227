from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from matching.checks import check_embeddings


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        register(check_embeddings)
