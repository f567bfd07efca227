"""What the secretariat does to one concept. It takes effect with the next generation of the engine."""

from dataclasses import replace
from datetime import datetime
from itertools import count, islice

from django.db import transaction

from accounts.models import User
from accounts.services import record_audit
from vocabulary.adapters import read_rows
from vocabulary.core.languages import LANGUAGES
from vocabulary.core.thesaurus import Concept as Row
from vocabulary.core.thesaurus import code_from, label_key, row_of
from vocabulary.models import Concept
from vocabulary.services.locks import lock_thesaurus
from vocabulary.services.writing import below, names_of, refuse_circle, refuse_taken, settle, tidy, write_rows

FIELDS = ("themes", "broader", "goals", "sectors", *(f"terms.{language}" for language in LANGUAGES))
# A number may follow.
LONGEST_STEM = 70


class CodeTaken(Exception):
    """Another concept, perhaps a retired one, has that code."""


class ConceptChanged(Exception):
    """Somebody else changed the concept in between."""


def subject_of(code: str) -> str:
    """By which the audit trail knows a concept."""
    return f"concept {code}"


@transaction.atomic
def add_concept(*, row: Row, by: User, at: datetime, why: str = "") -> Concept:
    """Add a concept; without a code it gets one from its first term.

    Raises CodeTaken, LabelTaken, CircularConcept and CodeUnknown.
    """
    lock_thesaurus()
    row = tidy(replace(row, code=row.code or _free_code(row)))
    if Concept.objects.coded([row.code]).exists():
        raise CodeTaken(row.code)
    refuse_taken(row, besides=())
    refuse_circle(row)
    concept = Concept.objects.create(code=row.code, revision=0)
    write_rows({concept.pk: row})
    settle([concept.pk], edited_at=at)
    after = {name: text for name, text in content_of(row).items() if text}
    record_audit(actor=by, action="concept.add", subject=subject_of(row.code), after=after, reason=why, at=at)
    concept.refresh_from_db()
    return concept


@transaction.atomic
def update_concept(
    *, concept: Concept, row: Row, revision: int, by: User, at: datetime, why: str = ""
) -> Concept:
    """Give a live concept the terms and links of `row`; its code stays. A save without a change leaves no trace.

    Raises ConceptChanged where `revision` is not its present one or it is retired by now, and LabelTaken,
    CircularConcept and CodeUnknown.
    """
    lock_thesaurus()
    concept = Concept.objects.get(pk=concept.pk)
    if concept.revision != revision or concept.retired_at is not None:
        raise ConceptChanged(concept.code)
    stored = read_rows(Concept.objects.filter(pk=concept.pk))[concept.pk]
    row = tidy(replace(row, code=concept.code))
    before, after = content_of(stored), content_of(row)
    differing = [name for name in FIELDS if before[name] != after[name]]
    if not differing:
        return concept
    refuse_taken(row, besides=[concept.pk])
    refuse_circle(row)
    write_rows({concept.pk: row})
    settle([concept.pk], edited_at=at)
    record_audit(
        actor=by,
        action="concept.edit",
        subject=subject_of(concept.code),
        before={name: before[name] for name in differing},
        after={name: after[name] for name in differing},
        reason=why,
        at=at,
    )
    concept.refresh_from_db()
    return concept


@transaction.atomic
def retire_concept(*, concept: Concept, revision: int, why: str, by: User, at: datetime) -> None:
    """Take a concept out of the thesaurus; its terms are free for others. Raises ConceptChanged."""
    lock_thesaurus()
    concept = Concept.objects.get(pk=concept.pk)
    if concept.revision != revision or concept.retired_at is not None:
        raise ConceptChanged(concept.code)
    withdraw(concept, by=by, why=why, at=at)
    record_audit(actor=by, action="concept.retire", subject=subject_of(concept.code), reason=why, at=at)


@transaction.atomic
def restore_concept(*, concept: Concept, why: str, by: User, at: datetime, takes_back: bool = False) -> None:
    """Bring a retired or merged concept back with the terms that it had, and its addresses in other vocabularies.

    Asked to, it takes the terms that a merge gave away from the concept that got them. Raises LabelTaken where others
    hold them by now, or that one would have no term left, and ConceptChanged where it is back already.
    """
    lock_thesaurus()
    concept = Concept.objects.get(pk=concept.pk)
    if concept.retired_at is None:
        raise ConceptChanged(concept.code)
    row = read_rows(Concept.objects.filter(pk=concept.pk))[concept.pk]
    if takes_back and concept.merged_into is not None:
        _take_back(row, concept.merged_into, why=why, by=by, at=at)
    refuse_taken(row, besides=[concept.pk])
    if concept.merged_into is not None:
        _take_over(concept, row, concept.merged_into)
    concept.retired_at = concept.retired_by = concept.merged_into = None
    concept.retired_why = ""
    concept.save(update_fields=["retired_at", "retired_by", "retired_why", "merged_into"])
    concept.terms.update(is_live=True)
    settle([concept.pk], edited_at=at)
    settle(below([concept.pk]))
    record_audit(actor=by, action="concept.restore", subject=subject_of(concept.code), reason=why, at=at)


def _take_back(row: Row, holder: Concept, *, why: str, by: User, at: datetime) -> None:
    """Leave to the holder of a merged concept's terms what is its own; the caller refuses what is held after that."""
    held = read_rows(Concept.objects.live().filter(pk=holder.pk)).get(holder.pk)
    if held is None:
        return
    own = {
        language: {label_key(label, language) for label in labels} for language, labels in row.labels.items()
    }
    labels = {
        language: tuple(label for label in labels if label_key(label, language) not in own[language])
        for language, labels in held.labels.items()
    }
    if any(labels.values()):
        less = replace(held, labels=labels)
        update_concept(concept=holder, row=less, revision=holder.revision, by=by, at=at, why=why)


def _take_over(concept: Concept, row: Row, holder: Concept) -> None:
    """Let an address mean one live concept, and what was merged into this one before lead here again."""
    holder.refresh_from_db()
    holder.exact_matches = [one for one in holder.exact_matches if one not in concept.exact_matches]
    holder.save(update_fields=["exact_matches"])
    own = names_of(row).keys()
    earlier = read_rows(Concept.objects.filter(merged_into=holder).exclude(pk=concept.pk))
    back = [pk for pk, one in earlier.items() if names_of(one).keys() <= own]
    Concept.objects.filter(pk__in=back).update(merged_into=concept)


def withdraw(
    concept: Concept, *, by: User | None, why: str, at: datetime, into: Concept | None = None
) -> None:
    """Mark as retired; the caller holds the lock and writes the trail."""
    concept.retired_at, concept.retired_by, concept.retired_why = at, by, why
    concept.merged_into = into
    concept.save(update_fields=["retired_at", "retired_by", "retired_why", "merged_into"])
    concept.terms.update(is_live=False)
    settle([concept.pk], edited_at=at)
    settle(below([concept.pk]))


def content_of(row: Row) -> dict[str, str]:
    """What the audit trail says of a concept, in the order of FIELDS; the order of synonyms tells nothing."""
    return dict(zip(FIELDS, row_of(row)[1:], strict=True))


def _free_code(row: Row) -> str:
    first = next(label for language in LANGUAGES for label in row.labels[language])
    stem = code_from(first)[:LONGEST_STEM].strip("-") or "concept"
    taken = set(Concept.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}-{number}" for number in count(2))
    return next(code for code in (stem, *islice(numbered, len(taken) + 1)) if code not in taken)
