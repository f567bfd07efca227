"""Two concepts that mean the same become one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import record_audit
from vocabulary.adapters import read_rows
from vocabulary.core.languages import LANGUAGES
from vocabulary.core.thesaurus import Concept as Row
from vocabulary.core.thesaurus import is_circular, label_key
from vocabulary.models import Broader, Concept
from vocabulary.services.editing import ConceptChanged, content_of, subject_of, withdraw
from vocabulary.services.locks import lock_thesaurus
from vocabulary.services.writing import codes_below, links_upwards, settle, write_rows


class MergeWithItself(Exception):
    """A concept cannot be merged into itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What becomes of two concepts: the one that stays as it will be, and what it gains."""

    stays: Row
    terms: Mapping[str, tuple[str, ...]]
    themes: tuple[str, ...]
    goals: tuple[int, ...]
    sectors: tuple[str, ...]
    broader: tuple[str, ...]
    # Codes of the concepts that stand below the one that goes.
    narrower: tuple[str, ...]
    # Links that would have made a circle.
    dropped: tuple[str, ...]


def plan_merge(*, goes: Concept, stays: Concept) -> Merge:
    """Work out what `merge_concepts` would do, without doing it. Raises MergeWithItself and ConceptChanged."""
    if goes.pk == stays.pk:
        raise MergeWithItself(goes.code)
    rows = read_rows(Concept.objects.live().filter(pk__in=[goes.pk, stays.pk]))
    if len(rows) < 2:  # noqa: PLR2004 (two concepts)
        raise ConceptChanged(goes.code)
    gone, kept = rows[goes.pk], rows[stays.pk]
    terms = {
        language: _fresh(gone.labels[language], kept.labels[language], language) for language in LANGUAGES
    }
    above, narrower, dropped = _links(gone, kept)
    whole = replace(
        kept,
        labels={language: (*kept.labels[language], *terms[language]) for language in LANGUAGES},
        themes=tuple(dict.fromkeys((*kept.themes, *gone.themes))),
        goals=tuple(dict.fromkeys((*kept.goals, *gone.goals))),
        sectors=tuple(dict.fromkeys((*kept.sectors, *gone.sectors))),
        broader=above,
    )
    return Merge(
        stays=whole,
        terms=terms,
        themes=tuple(code for code in whole.themes if code not in kept.themes),
        goals=tuple(goal for goal in whole.goals if goal not in kept.goals),
        sectors=tuple(code for code in whole.sectors if code not in kept.sectors),
        broader=tuple(code for code in above if code not in kept.broader),
        narrower=narrower,
        dropped=dropped,
    )


@transaction.atomic
def merge_concepts(
    *, goes: Concept, stays: Concept, revisions: tuple[int, int], why: str, by: User, at: datetime
) -> Merge:
    """Give `stays` the terms and links of `goes`, and retire that one; whoever looks for it is led on.

    `revisions` are those of both as they were shown. Raises ConceptChanged and MergeWithItself.
    """
    lock_thesaurus()
    goes, stays = Concept.objects.get(pk=goes.pk), Concept.objects.get(pk=stays.pk)
    if (goes.revision, stays.revision) != revisions:
        raise ConceptChanged(goes.code)
    plan = plan_merge(goes=goes, stays=stays)
    before = content_of(read_rows(Concept.objects.filter(pk=stays.pk))[stays.pk])
    children = _lead_on(goes, stays, plan)
    withdraw(goes, by=by, why=why, at=at, into=stays)
    Concept.objects.filter(merged_into=goes).update(merged_into=stays)
    write_rows({stays.pk: plan.stays})
    stays.exact_matches = list(dict.fromkeys([*stays.exact_matches, *goes.exact_matches]))
    stays.save(update_fields=["exact_matches"])
    settle([stays.pk, *children], edited_at=at)
    after = content_of(plan.stays)
    record_audit(
        actor=by,
        action="concept.merge",
        subject=subject_of(goes.code),
        after={"merged_into": stays.code},
        reason=why,
        at=at,
    )
    record_audit(
        actor=by,
        action="concept.merge",
        subject=subject_of(stays.code),
        before={"merged_from": "", **{name: text for name, text in before.items() if text != after[name]}},
        after={
            "merged_from": goes.code,
            **{name: text for name, text in after.items() if text != before[name]},
        },
        reason=why,
        at=at,
    )
    return plan


def _lead_on(goes: Concept, stays: Concept, plan: Merge) -> list[int]:
    """Hang what stood below the one that goes below the one that stays."""
    rows = Broader.objects.filter(broader=goes)
    children = list(
        Concept.objects.coded(plan.narrower)
        .filter(pk__in=rows.values("concept"))
        .values_list("pk", flat=True)
    )
    rows.delete()
    Broader.objects.bulk_create(
        [Broader(concept_id=pk, broader=stays) for pk in children], ignore_conflicts=True
    )
    return children


def _fresh(labels: tuple[str, ...], held: tuple[str, ...], language: str) -> tuple[str, ...]:
    keys = {label_key(label, language) for label in held}
    return tuple(label for label in labels if label_key(label, language) not in keys)


def _links(gone: Row, kept: Row) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Codes above the one that stays, codes below the one that goes, and codes whose link would make a circle."""
    above = {code: [up for up in found if up != gone.code] for code, found in links_upwards().items()}
    below_gone = [code for code in codes_below(gone.code) if code != kept.code]
    above.pop(gone.code, None)
    own = above.setdefault(kept.code, [])
    narrower, added, dropped = [], [], []
    for code in below_gone:
        above[code].append(kept.code)
        if is_circular(kept.code, above):
            above[code].remove(kept.code)
            dropped.append(code)
        else:
            narrower.append(code)
    for code in gone.broader:
        if code == kept.code or code in own:
            continue
        own.append(code)
        if is_circular(kept.code, above):
            own.remove(code)
            dropped.append(code)
        else:
            added.append(code)
    stays = (*(code for code in kept.broader if code != gone.code), *added)
    return stays, tuple(narrower), tuple(dropped)
