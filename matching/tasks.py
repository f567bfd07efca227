from typing import Any

from celery import shared_task
from django.utils import timezone

from matching import services
from needs.models import Need
from offers.models import Offer
from postings.services import expire_postings as expire


@shared_task
def match_due_postings(**_kwargs: Any) -> None:  # noqa: ANN401 (older and newer callers may pass more)
    services.match_due_postings(at=timezone.now())


@shared_task
def expire_postings(**_kwargs: Any) -> None:  # noqa: ANN401 (older and newer callers may pass more)
    at = timezone.now()
    for model in (Offer, Need):
        expire(model, on=at.date(), at=at)
