from django.apps import AppConfig
from django.core.checks import Tags, register

from cooperanet.checks import check_combinations, check_deployment


class CooperaNetConfig(AppConfig):
    name = "cooperanet"
    verbose_name = "CooperaNet"

    def ready(self) -> None:
        register(check_combinations, Tags.security)
        register(check_deployment, Tags.security, deploy=True)
