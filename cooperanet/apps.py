from django.apps import AppConfig


class CooperaNetConfig(AppConfig):
    name = "cooperanet"
    verbose_name = "CooperaNet"
