from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.choices import name_values


class NeedsConfig(AppConfig):
    name = "needs"
    verbose_name = _("Needs")

    def ready(self) -> None:
        name_values("posting", self.get_model("Need"))
