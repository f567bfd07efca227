"""The shipped thesaurus as rows.

`load_reference` owns a concept until the secretariat edits it, as with every other reference row: `edited_at` marks
what was edited, merged, retired or imported here, and no later file changes that. A file's label that an edited concept
holds stays with it; a concept that left the file is retired, not deleted, and comes back with it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import transaction

from accounts.services import record_audit
from directory.services import ReferenceFileInvalid, Tally
from vocabulary.adapters import fingerprint
from vocabulary.core.languages import LANGUAGES
from vocabulary.core.thesaurus import Concept as Row
from vocabulary.core.thesaurus import ThesaurusError, label_key, load_thesaurus
from vocabulary.models import Concept, Term
from vocabulary.services.locks import lock_thesaurus
from vocabulary.services.releases import shipped_text, shipped_thesaurus
from vocabulary.services.writing import CodeUnknown, Name, below, names_of, settle, tidy, write_rows

FILE = "thesaurus.csv"


@dataclass
class ConceptTally(Tally):
    retired: int = 0
    # Labels of the file that stay with a concept which was edited here.
    labels_kept: int = 0

    def __str__(self) -> str:
        parts = [super().__str__()]
        if self.retired:
            parts.append(f"{self.retired} retired: no longer in the file")
        if self.labels_kept:
            parts.append(f"{self.labels_kept} terms left with concepts edited here")
        return ", ".join(parts)


@transaction.atomic
def load_concepts(*, folder: Path, at: datetime) -> ConceptTally:
    """Bring the concepts that nobody edited to what the file says. Raises ReferenceFileInvalid."""
    rows = _read(folder / FILE)
    lock_thesaurus()
    tally = ConceptTally()
    stored = {concept.code: concept for concept in Concept.objects.all()}
    edited = {code for code, concept in stored.items() if concept.edited_at is not None}
    tally.kept = len(edited & rows.keys())
    wanted = _prune([row for code, row in rows.items() if code not in edited], stored, edited, tally)
    gone = [
        code
        for code, concept in stored.items()
        if code not in {*rows, *edited} and concept.retired_at is None
    ]
    fresh = [row for row in wanted if row.code not in stored]
    stale = [row for row in wanted if row.code in stored and not _is_stored(row, stored[row.code])]
    tally.created, tally.changed, tally.retired = len(fresh), len(stale), len(gone)
    tally.unchanged = len(wanted) - len(fresh) - len(stale)
    try:
        _store(fresh, stale, gone, at=at)
    except CodeUnknown as error:
        raise ReferenceFileInvalid(f"{FILE}: {error}") from error
    after = {name: count for name in ("created", "changed", "retired") if (count := getattr(tally, name))}
    if after:
        record_audit(actor=None, action="reference.load", subject="thesaurus", after=after, at=at)
    return tally


def _read(path: Path) -> Mapping[str, Row]:
    try:
        text = path.read_text(encoding="utf-8")
        thesaurus = shipped_thesaurus() if text == shipped_text() else load_thesaurus(text)
    except FileNotFoundError as error:
        raise ReferenceFileInvalid(f"{path.name} is missing") from error
    except (ThesaurusError, UnicodeDecodeError) as error:
        raise ReferenceFileInvalid(f"{path.name} cannot be read: {error}") from error
    _refuse_doubles(thesaurus.concepts.values())
    return thesaurus.concepts


def _refuse_doubles(rows: Iterable[Row]) -> None:
    holders: dict[Name, str] = {}
    for row in rows:
        for name, label in names_of(row).items():
            holder = holders.setdefault(name, row.code)
            if holder != row.code:
                raise ReferenceFileInvalid(
                    f"{FILE}: {label!r} [{name[0]}] is a term of {holder} and of {row.code}"
                )


def _is_stored(row: Row, concept: Concept) -> bool:
    return concept.retired_at is None and concept.fingerprint == fingerprint(row)


def _prune(
    rows: Iterable[Row], stored: Mapping[str, Concept], edited: Collection[str], tally: ConceptTally
) -> list[Row]:
    """Leave to edited concepts what is theirs, and out what leads to a concept that was retired here."""
    theirs = Term.objects.live().filter(concept__code__in=edited)
    held: set[Name] = set(theirs.values_list("language", "key"))
    retired = {code for code in edited if stored[code].retired_at is not None}
    pruned = []
    for row in rows:
        labels = {
            language: tuple(
                label for label in row.labels[language] if (language, label_key(label, language)) not in held
            )
            for language in LANGUAGES
        }
        tally.labels_kept += sum(len(row.labels[language]) - len(labels[language]) for language in LANGUAGES)
        if any(labels.values()):
            broader = tuple(code for code in row.broader if code not in retired)
            pruned.append(tidy(replace(row, labels=labels, broader=broader)))
    left = {row.code for row in pruned} | {code for code in edited if code not in retired}
    return [replace(row, broader=tuple(code for code in row.broader if code in left)) for row in pruned]


def _store(fresh: list[Row], stale: list[Row], gone: list[str], *, at: datetime) -> None:
    retiring = Concept.objects.coded(gone)
    lost = set(retiring.values_list("pk", flat=True))
    Term.objects.filter(concept__in=lost).update(is_live=False)
    retiring.update(retired_at=at, merged_into=None)
    Concept.objects.bulk_create(
        [Concept(code=row.code, fingerprint=fingerprint(row), loaded_at=at) for row in fresh]
    )
    returned = Concept.objects.coded([row.code for row in stale])
    returned.update(retired_at=None, retired_by=None, retired_why="", merged_into=None, loaded_at=at)
    pks = dict(Concept.objects.coded([row.code for row in (*fresh, *stale)]).values_list("code", "pk"))
    # What moves from one concept of the file to another is first taken from all of them.
    write_rows({pks[row.code]: row for row in (*fresh, *stale)})
    settle({*(pks[row.code] for row in stale), *lost, *below(lost)})
