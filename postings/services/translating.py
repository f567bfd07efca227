from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from jobs.services import ring
from postings.choices import Origin
from postings.models import Posting, PostingText
from postings.services.changes import audit_changes, changed_words
from postings.services.indexing import index_posting
from postings.services.refusals import StaleRevision, TransitionNotAllowed
from postings.services.transitions import apply_transition, lock_posting
from postings.services.writing import needs_endorsement
from postings.workflow import EXPIRING


@transaction.atomic
def save_translation(
    posting: Posting, *, language: str, words: Mapping[str, str], revision: int, by: User, at: datetime
) -> PostingText:
    """Write a person's translation into another language than the original's; it names the text it translates.

    Raises StaleRevision when the row has moved on from `revision`, at which the translator began. Where the posting
    was endorsed and is not yet published, it goes back to the focal point with it.
    """
    current = lock_posting(posting, at=at)
    if current.revision != revision:
        raise StaleRevision(current)
    if language == current.original_language:
        raise TransitionNotAllowed(language)
    former = current.texts.filter(language=language).first()
    changes = changed_words(former, words, language)
    text = _write_text(current, language, words)
    _mark_changed(current, at)
    audit_changes(current, "posting.translate", changes, by=by, at=at)
    if needs_endorsement(current, changes):
        apply_transition(current, "resubmit", by=None, at=at)
    ring("postings.revised")
    return text


def _write_text(posting: Posting, language: str, words: Mapping[str, str]) -> PostingText:
    text, _created = posting.texts.update_or_create(
        language=language,
        defaults={**words, "origin": Origin.HUMAN, "text_revision": posting.text_revision},
    )
    return text


def _mark_changed(posting: Posting, at: datetime) -> None:
    posting.revision += 1
    posting.updated_at = at
    if posting.status in EXPIRING:
        posting.changed_since_review = True
    posting.save(update_fields=["revision", "updated_at", "changed_since_review"])
    index_posting(posting)
