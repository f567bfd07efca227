from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from accounts.choices import name_fields, name_values
from matching.checks import check_embeddings
from matching.choices import CRITERION_LABELS


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        name_values("decision", self.get_model("Decision"))
        name_fields("matching", CRITERION_LABELS)
        register(check_embeddings)
