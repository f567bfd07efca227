"""Rebuilds of all suggestions that the secretariat asks for, as they are or with other weights or another thesaurus."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import record_audit
from matching.models import Generation
from matching.services import (
    LiveTexts,
    begin_refit,
    change_weights,
    count_live_texts,
    rebuild_matches,
    retry_rebuild,
    weights_of,
)
from vocabulary.services import freeze_thesaurus, serving_thesaurus, waiting_codes


@transaction.atomic
def begin_rebuild(*, by: User, at: datetime) -> Generation:
    """Twice is once: where one is being built, it is that one. Raises Generation.DoesNotExist where nothing serves."""
    generation = rebuild_matches(at=at)
    if generation.created_at == at:
        record_audit(actor=by, action="matching.rebuild", subject=str(generation), at=at)
    return generation


@transaction.atomic
def save_weights(*, weights: Mapping[str, int], seen: int, why: str, by: User, at: datetime) -> Generation:
    """Raises WeightsChanged and WeightsUnchanged of matching, and Generation.DoesNotExist where nothing serves."""
    generation = change_weights(weights=weights, seen=seen, by=by, at=at)
    before, after = weights_of(Generation.objects.get(number=seen)), weights_of(generation)
    changed = [name for name in {**before, **after} if before.get(name, 0) != after.get(name, 0)]
    record_audit(
        actor=by,
        action="matching.weights",
        subject=str(generation),
        before={name: before.get(name, 0) for name in changed},
        after={name: after.get(name, 0) for name in changed},
        reason=why,
        at=at,
    )
    return generation


class TooFewTexts(Exception):
    """A refit would change nothing: the live texts are too few to count words in, and no thesaurus change waits."""


def can_refit(texts: LiveTexts) -> bool:
    """Whether `refit_matching` would change anything."""
    return texts.is_enough or bool(waiting_codes())


@transaction.atomic
def refit_matching(*, by: User, at: datetime) -> Generation:
    """Twice is once. Raises TooFewTexts, and Generation.DoesNotExist where nothing serves."""
    thesaurus = freeze_thesaurus(at=at).digest
    if thesaurus == serving_thesaurus().digest and not count_live_texts().is_enough:
        raise TooFewTexts(thesaurus)
    generation = begin_refit(by=by, at=at)
    if generation.created_at == at:
        record_audit(actor=by, action="matching.refit", subject=str(generation), at=at)
    return generation


@transaction.atomic
def retry_failed_rebuild(*, by: User, at: datetime) -> int:
    """Have the pieces that failed tried again; returns how many."""
    pieces = retry_rebuild(at=at)
    if pieces:
        record_audit(actor=by, action="work.retry", subject="rebuild", after={"pieces": pieces}, at=at)
    return pieces
