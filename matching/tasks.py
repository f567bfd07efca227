from typing import Any

from celery import shared_task
from django.utils import timezone

from matching import services


@shared_task
def match_due_postings(**_kwargs: Any) -> None:  # noqa: ANN401 (older and newer callers may pass more)
    services.match_due_postings(at=timezone.now())


@shared_task
def rebuild_generation(**_kwargs: Any) -> None:  # noqa: ANN401 (older and newer callers may pass more)
    services.continue_rebuild(at=timezone.now())


@shared_task
def sweep_rebuild(**_kwargs: Any) -> None:  # noqa: ANN401 (older and newer callers may pass more)
    services.sweep_rebuild(at=timezone.now())


@shared_task
def forget_retired(**_kwargs: Any) -> None:  # noqa: ANN401 (older and newer callers may pass more)
    services.forget_retired()


@shared_task
def audit_matches(**_kwargs: Any) -> None:  # noqa: ANN401 (older and newer callers may pass more)
    services.begin_audit(at=timezone.now())


@shared_task
def work_out_previews(**_kwargs: Any) -> None:  # noqa: ANN401 (older and newer callers may pass more)
    services.work_out_previews(at=timezone.now())
