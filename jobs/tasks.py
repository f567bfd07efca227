from celery import shared_task
from django.utils import timezone

from jobs import services


@shared_task
def mark_beat(**_kwargs: object) -> None:
    services.mark_beat(at=timezone.now())
