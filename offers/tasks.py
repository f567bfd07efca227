from typing import Any

from celery import shared_task
from django.utils import timezone

from offers.models import Offer
from postings.services import watch_validity


@shared_task
def watch_offers(**_kwargs: Any) -> None:  # noqa: ANN401 (older and newer callers may pass more)
    watch_validity(Offer, at=timezone.now())
