"""Rebuilds of all suggestions that the secretariat asks for."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import record_audit
from matching.models import Generation
from matching.services import rebuild_matches, retry_rebuild


@transaction.atomic
def begin_rebuild(*, by: User, at: datetime) -> Generation:
    """Twice is once: where one is being built, it is that one. Raises Generation.DoesNotExist where nothing serves."""
    generation = rebuild_matches(at=at)
    if generation.created_at == at:
        record_audit(actor=by, action="matching.rebuild", subject=str(generation), at=at)
    return generation


@transaction.atomic
def retry_failed_rebuild(*, by: User, at: datetime) -> int:
    """Have the pieces that failed tried again; returns how many."""
    pieces = retry_rebuild(at=at)
    if pieces:
        record_audit(actor=by, action="work.retry", subject="rebuild", after={"pieces": pieces}, at=at)
    return pieces
