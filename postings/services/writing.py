"""How the words and facts of a posting are written: created, edited, translated, copied, indexed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from accounts.models import User
from accounts.services import record_audit
from jobs.services import ring
from postings.choices import Origin, Status
from postings.models import Posting, PostingText
from postings.services.indexing import index_posting
from postings.services.transitions import (
    TransitionNotAllowed,
    apply_transition,
    lock_posting,
)

AnyPosting = TypeVar("AnyPosting", bound=Posting)

Relations: TypeAlias = Mapping[str, Iterable[Model]]

# A change of one of these on a posting that others may see needs a new endorsement.
_ENDORSED_FIELDS = frozenset({"visibility", "institution_id", "role"})
_KEPT_BY_SERVICES = frozenset(
    {
        "id",
        "reference",
        "status",
        "revision",
        "text_revision",
        "on_behalf",
        "changed_since_review",
        "form_key",
        "created_by_id",
        "created_at",
        "updated_at",
        "submitted_at",
        "published_at",
        "search",
    }
)


class StaleRevision(Exception):
    """Somebody saved in between; `current` is the row as it stands now."""

    def __init__(self, current: Posting) -> None:
        super().__init__(current.reference)
        self.current = current


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
    posting.reference = _allocate_reference(type(posting), at.year)
    posting.created_by, posting.created_at, posting.updated_at = by, at, at
    posting.status, posting.on_behalf = Status.DRAFT, on_behalf
    posting.save(force_insert=True)
    posting.texts.create(language=posting.original_language, **words)
    for name, rows in relations.items():
        getattr(posting, name).set(rows)
    index_posting(posting)
    _audit(
        posting,
        "posting.create",
        before={},
        after={"status": posting.status},
        by=by,
        at=at,
    )
    return posting


def _allocate_reference(model: type[Posting], year: int) -> str:
    """The next number of the year. The lock is held to the end of the transaction, so numbers have no doubles."""
    prefix = f"{model.reference_prefix}-{year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [prefix])
    taken = model.objects.filter(reference__startswith=prefix).values_list("reference", flat=True)
    return f"{prefix}{max((int(reference[len(prefix) :]) for reference in taken), default=0) + 1:04d}"


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
    at once and enters the desk's list of changes; a change of visibility, institution or role sends it back to
    endorsement. Returns the posting; a save that changes nothing leaves the revision as it is.
    """
    current = lock_posting(posting)
    if current.revision != expected_revision:
        raise StaleRevision(current)
    changes = _changed_columns(current, posting) | _changed_relations(current, relations)
    worded = _write_words(current, posting.original_language, words)
    if not changes and not worded:
        return current
    _write_columns(current, posting, relations, worded=worded, at=at)
    _audit(
        current,
        "posting.edit",
        before=changes,
        after={"revision": current.revision},
        by=by,
        at=at,
    )
    if changes.keys() & _ENDORSED_FIELDS and current.status in {
        Status.ENDORSED,
        Status.PUBLISHED,
        Status.PAUSED,
    }:
        return apply_transition(current, "resubmit", by=None, at=at)
    ring("postings.revised")
    return current


def _write_columns(
    current: Posting,
    posting: Posting,
    relations: Relations,
    *,
    worded: bool,
    at: datetime,
) -> None:
    for field in _own_columns(current):
        setattr(current, field, getattr(posting, field))
    current.revision += 1
    current.text_revision += worded
    current.updated_at = at
    if current.status in {Status.PUBLISHED, Status.PAUSED}:
        current.changed_since_review = True
    current.save()
    if worded:
        current.texts.filter(language=current.original_language).update(text_revision=current.text_revision)
    for name, rows in relations.items():
        getattr(current, name).set(rows)
    index_posting(current)


def _own_columns(posting: Posting) -> list[str]:
    return [
        field.attname for field in posting._meta.concrete_fields if field.attname not in _KEPT_BY_SERVICES
    ]


def _changed_columns(current: Posting, posting: Posting) -> dict[str, Any]:
    """The former values of the columns that differ, as JSON can hold them."""
    return {
        name: _plain(getattr(current, name))
        for name in _own_columns(current)
        if getattr(current, name) != getattr(posting, name)
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 (any column's value)
    return value if isinstance(value, (bool, int, str, list, dict, type(None))) else str(value)


def _changed_relations(current: Posting, relations: Relations) -> dict[str, Any]:
    changes = {}
    for name, rows in relations.items():
        before = sorted(getattr(current, name).values_list("pk", flat=True))
        if before != sorted(row.pk for row in rows):
            changes[name] = before
    return changes


def _write_words(posting: Posting, language: str, words: Mapping[str, str]) -> bool:
    """Write the original text; returns whether a word changed. A text moves along when its language is corrected."""
    text = posting.texts.filter(language=posting.original_language).first()
    if text is None:
        posting.texts.create(language=language, text_revision=posting.text_revision, **words)
        return True
    before = {name: getattr(text, name) for name in words}
    if before == dict(words) and text.language == language:
        return False
    if text.language != language:
        posting.texts.filter(language=language).delete()
    for name, value in words.items():
        setattr(text, name, value)
    text.language = language
    text.save()
    return True


@transaction.atomic
def save_translation(
    posting: Posting, *, language: str, words: Mapping[str, str], revision: int, by: User, at: datetime
) -> PostingText:
    """Write a person's translation into another language than the original's; it names the text it translates.

    Raises StaleRevision when the row has moved on from `revision`, at which the translator began.
    """
    current = lock_posting(posting)
    if current.revision != revision:
        raise StaleRevision(current)
    if language == current.original_language:
        raise TransitionNotAllowed(language)
    text, _created = current.texts.update_or_create(
        language=language,
        defaults={
            **words,
            "origin": Origin.HUMAN,
            "text_revision": current.text_revision,
        },
    )
    current.revision += 1
    current.updated_at = at
    if current.status in {Status.PUBLISHED, Status.PAUSED}:
        current.changed_since_review = True
    current.save(update_fields=["revision", "updated_at", "changed_since_review"])
    index_posting(current)
    _audit(
        current,
        "posting.translate",
        before={},
        after={"language": language},
        by=by,
        at=at,
    )
    ring("postings.revised")
    return text


def copy_posting(
    source: AnyPosting,
) -> tuple[AnyPosting, dict[str, str], dict[str, list[Model]]]:
    """An unsaved draft with the facts, words and relations of an earlier posting; dates and contact consent are not copied."""
    copy = type(source)()
    for name in _own_columns(source):
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
    current = lock_posting(posting)
    current.changed_since_review = False
    current.save(update_fields=["changed_since_review"])
    _audit(
        current,
        "posting.review",
        before={"changed_since_review": True},
        after={},
        by=by,
        at=at,
    )
    return current


def _audit(
    posting: Posting,
    action: str,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    by: User,
    at: datetime,
) -> None:
    record_audit(
        actor=by,
        action=action,
        subject=posting.reference,
        country=posting.institution.country,
        before=before,
        after=after,
        reason="",
        at=at,
    )
