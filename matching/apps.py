from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from accounts.choices import name_values
from matching.checks import check_embeddings


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        name_values("decision", self.get_model("Decision"))
        register(check_embeddings)
