from celery import shared_task
from django.utils import timezone

from mail.services import send_due_mail


@shared_task
def send_mail(**_kwargs: object) -> int:
    return send_due_mail(at=timezone.now())
