"""What a save changed, and how the audit trail keeps it.

An audit entry of a save holds `before` = {field: former value} and `after` = {field: new value} with the same keys, so
that `AuditEntry.changes` lists (field, former, new). A field is named

- `visibility`, `themes` ...: a column or relation by its name on the model. Rows stand as their public codes, never as
  primary keys: an institution, theme, country or group by its code, a goal by its number, a node as "plan:code";
- `title.fr` ...: the words of one field in one language; None where there was, or is, no text in it.

Of a draft, which is its owner's alone, no values are kept: others read the trail.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import Model

from accounts.models import User
from accounts.services import record_audit
from directory.models import Country, Goal, Group, Institution, Theme
from postings.adapters import node_key
from postings.choices import Status
from postings.models import Posting, PostingText
from workplans.models import PlanNode

# By field: the former and the new value.
Changes: TypeAlias = dict[str, tuple[Any, Any]]

_KEPT_BY_SERVICES = frozenset(
    {
        "id",
        "reference",
        "status",
        "revision",
        "text_revision",
        "reminded_on",
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


def own_columns(posting: Posting) -> list[str]:
    """Name the columns that the owner writes."""
    return [
        field.attname for field in posting._meta.concrete_fields if field.attname not in _KEPT_BY_SERVICES
    ]


def changed_columns(current: Posting, posting: Posting) -> Changes:
    names = [name for name in own_columns(current) if getattr(current, name) != getattr(posting, name)]
    return {
        (field := name.removesuffix("_id")): (
            _plain(getattr(current, field)),
            _plain(getattr(posting, field)),
        )
        for name in names
    }


def changed_relations(current: Posting, relations: Mapping[str, Iterable[Model]]) -> Changes:
    changes: Changes = {}
    for name, rows in relations.items():
        former, new = list(getattr(current, name).all()), list(rows)
        if {row.pk for row in former} != {row.pk for row in new}:
            changes[name] = (_keys(former), _keys(new))
    return changes


def _keys(rows: Iterable[Model]) -> list[Any]:
    return sorted(_plain(row) for row in rows)


def _plain(value: Any) -> Any:  # noqa: ANN401 (any column's value, as JSON can hold it)
    match value:
        case PlanNode():
            return node_key(value)
        case Goal():
            return value.number
        case Institution() | Theme() | Country() | Group():
            return value.code
        case None | bool() | int() | str() | list() | dict():
            return value
        case _:
            return str(value)


def changed_words(text: PostingText | None, words: Mapping[str, str], language: str) -> Changes:
    """Compare words with the text that stood for them, where there was one in whichever language."""
    if text is not None and text.language == language:
        pairs = {name: (getattr(text, name), value) for name, value in words.items()}
        return {f"{name}.{language}": pair for name, pair in pairs.items() if pair[0] != pair[1]}
    former: Changes = (
        {f"{name}.{text.language}": (getattr(text, name), None) for name in words} if text else {}
    )
    return former | {f"{name}.{language}": (None, value) for name, value in words.items()}


def write_words(posting: Posting, language: str, words: Mapping[str, str]) -> Changes:
    """Write the original text and say what changed. A text moves along when its language is corrected."""
    text = posting.texts.filter(language=posting.original_language).first()
    changes = changed_words(text, words, language)
    if text is None:
        posting.texts.create(language=language, text_revision=posting.text_revision, **words)
    elif changes:
        if text.language != language:
            replaced = posting.texts.filter(language=language).first()
            changes |= changed_words(replaced, words, language) if replaced else {}
            posting.texts.filter(language=language).delete()
        for name, value in words.items():
            setattr(text, name, value)
        text.language = language
        text.save()
    return changes


def audit_changes(posting: Posting, action: str, changes: Changes, *, by: User, at: datetime) -> None:
    kept = {} if posting.status == Status.DRAFT else changes
    record_audit(
        actor=by,
        action=action,
        subject=posting.reference,
        country=posting.institution.country,
        before={name: former for name, (former, _new) in kept.items()},
        after={name: new for name, (_former, new) in kept.items()},
        at=at,
    )
