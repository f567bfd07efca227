from celery import shared_task
from django.utils import timezone

from accounts import services


@shared_task
def sweep_kept_forms(**_kwargs: object) -> int:
    return services.sweep_kept_forms(at=timezone.now())
