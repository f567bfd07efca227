from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.choices import name_values


class OffersConfig(AppConfig):
    name = "offers"
    verbose_name = _("Offers")

    def ready(self) -> None:
        name_values("posting", self.get_model("Offer"))
