"""How the words and facts of a posting are written: created, edited, copied, reviewed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeAlias, TypeVar

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from jobs.core.days import day_of_record
from jobs.services import ring
from postings.choices import Status
from postings.models import Posting
from postings.services.changes import (
    Changes,
    audit_changes,
    changed_columns,
    changed_relations,
    own_columns,
    write_words,
)
from postings.services.indexing import index_posting
from postings.services.references import allocate_reference
from postings.services.refusals import StaleRevision
from postings.services.transitions import apply_transition, lock_posting
from postings.workflow import EXPIRING

AnyPosting = TypeVar("AnyPosting", bound=Posting)

Relations: TypeAlias = Mapping[str, Iterable[Model]]

# A change of one of these on a posting that others may see needs a new endorsement.
_ENDORSED_FIELDS = frozenset({"visibility", "institution", "role"})


@transaction.atomic
def create_posting(
    posting: AnyPosting,
    *,
    words: Mapping[str, str],
    relations: Relations,
    by: User,
    at: datetime,
    on_behalf: bool = False,
) -> AnyPosting:
    """Store an unsaved draft with its original text; gives it its reference (OF-2026-0042)."""
    model = type(posting)
    posting.reference = allocate_reference(model, prefix=model.reference_prefix, year=day_of_record(at).year)
    posting.created_by, posting.created_at, posting.updated_at = by, at, at
    posting.status, posting.on_behalf = Status.DRAFT, on_behalf
    posting.save(force_insert=True)
    posting.texts.create(language=posting.original_language, **words)
    for name, rows in relations.items():
        getattr(posting, name).add(*rows)  # a new row has none yet to compare with
    index_posting(posting)
    audit_changes(posting, "posting.create", {}, by=by, at=at)
    return posting


@transaction.atomic
def edit_posting(
    posting: AnyPosting,
    *,
    expected_revision: int,
    words: Mapping[str, str],
    relations: Relations,
    by: User,
    at: datetime,
) -> AnyPosting:
    """Store the changed fields of `posting` (an instance with unsaved values) and its original words.

    Raises StaleRevision when the row has moved on from `expected_revision`. An edit of what is published is live
    at once and enters the desk's list of changes; see `needs_endorsement` for what goes back to the focal point.
    Returns the posting; a save that changes nothing leaves the revision as it is.
    """
    current = lock_posting(posting, at=at)
    if current.revision != expected_revision:
        raise StaleRevision(current)
    facts = changed_columns(current, posting) | changed_relations(current, relations)
    worded = write_words(current, posting.original_language, words)
    changes = facts | worded
    if not changes:
        return current
    _write_columns(current, posting, relations, worded=bool(worded), at=at)
    audit_changes(current, "posting.edit", changes, by=by, at=at)
    if needs_endorsement(current, changes):
        return apply_transition(current, "resubmit", by=None, at=at)
    ring("postings.revised")
    return current


def needs_endorsement(posting: Posting, changes: Changes) -> bool:
    """What was endorsed is published as it was endorsed; once published, only the gravest changes ask again."""
    if posting.status == Status.ENDORSED:
        return bool(changes)
    return posting.status in EXPIRING and bool(changes.keys() & _ENDORSED_FIELDS)


def _write_columns(
    current: Posting,
    posting: Posting,
    relations: Relations,
    *,
    worded: bool,
    at: datetime,
) -> None:
    for field in own_columns(current):
        setattr(current, field, getattr(posting, field))
    current.revision += 1
    current.text_revision += worded
    current.updated_at = at
    if current.status in EXPIRING:
        current.changed_since_review = True
    current.save()
    if worded:
        current.texts.filter(language=current.original_language).update(text_revision=current.text_revision)
    for name, rows in relations.items():
        getattr(current, name).set(rows)
    index_posting(current)


def copy_posting(
    source: AnyPosting,
) -> tuple[AnyPosting, dict[str, str], dict[str, list[Model]]]:
    """An unsaved draft with the facts, words and relations of an earlier posting; dates and contact consent are not copied."""
    copy = type(source)()
    for name in own_columns(source):
        setattr(copy, name, getattr(source, name))
    copy.period_from = copy.period_until = copy.expires_on = None
    copy.contact_consent = False
    copy.unstored_input = {}
    text = source.original_text
    words = {name: getattr(text, name) for name in text.word_fields} if text else {}
    relations = {field.name: list(getattr(source, field.name).all()) for field in source._meta.many_to_many}
    return copy, words, relations


@transaction.atomic
def review_changes(posting: AnyPosting, *, by: User, at: datetime) -> AnyPosting:
    """The secretariat has looked at the edits made since publication."""
    current = lock_posting(posting, at=at)
    current.changed_since_review = False
    current.save(update_fields=["changed_since_review"])
    audit_changes(current, "posting.review", {"changed_since_review": (True, False)}, by=by, at=at)
    return current
