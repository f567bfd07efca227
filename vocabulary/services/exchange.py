"""The thesaurus from SKOS files and to them.

Not exported by the package: only commands need it, and RDF is a large thing to load.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.services import record_audit
from directory.models import Goal, Sector, Theme
from vocabulary.adapters import read_rows
from vocabulary.core.languages import LANGUAGES
from vocabulary.core.skos import Format, SkosConcept, SkosFile, read_skos, write_skos
from vocabulary.core.thesaurus import Concept as Row
from vocabulary.core.thesaurus import is_circular, label_fault, label_key, row_of
from vocabulary.models import LONGEST_KEY, LONGEST_LABEL, Concept, Term
from vocabulary.services.editing import content_of, subject_of
from vocabulary.services.locks import lock_thesaurus
from vocabulary.services.writing import BATCH, Name, links_upwards, settle, write_rows

EMPTY: dict[str, tuple[str, ...]] = dict.fromkeys(LANGUAGES, ())
LONGEST_ADDRESS = 500
FAULTS = {
    "separator": "holds a |",
    "no_subject": "holds no word that carries a subject",
    "too_long": f"is longer than {LONGEST_LABEL} characters",
}


@dataclass(kw_only=True)
class Imported:
    """What an import did, or would do; `notes` name what could not be placed, `gains` what concepts that were here got."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gains: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def base_address() -> str:
    """What addresses of concepts begin with."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/thesaurus/"


def export_skos() -> str:
    concepts = Concept.objects.live().order_by("code")
    rows = read_rows(concepts)
    matches = dict(concepts.values_list("pk", "exact_matches"))
    return write_skos(((row, matches[pk]) for pk, row in rows.items()), base=base_address())


def import_skos(
    *,
    content: bytes,
    form: Format,
    name: str,
    at: datetime,
    dry_run: bool = False,
    by_code: bool = False,
) -> Imported:
    """Add the concepts of a file, and its terms and links to concepts that are here; takes nothing away.

    A concept is known by its address or by an exactMatch; by its code only if that is asked for, since a port may be a
    wine. A label that another concept holds stays there. The same file again changes nothing.
    Raises vocabulary.core.skos.SkosUnreadable.
    """
    file = read_skos(content, form=form)
    with transaction.atomic():
        lock_thesaurus()
        plan = _Plan(file, by_code=by_code)
        done = plan.outcome()
        if not dry_run:
            _write(plan, reason=name, at=at)
    return done


@dataclass
class _Wanted:
    row: Row
    same: list[str]
    stored: Concept | None = None
    before: Row | None = None

    @property
    def differs(self) -> bool:
        if self.stored is None or self.before is None:
            return True
        return row_of(self.row) != row_of(self.before) or self.same != self.stored.exact_matches

    @property
    def gain(self) -> str:
        """Say what a concept that is here gets, on a line."""
        was, now = self.before or Row(code=self.row.code, labels=EMPTY), self.row
        gained = [
            f"{label!r} [{language}]"
            for language in LANGUAGES
            for label in now.labels[language]
            if label not in was.labels[language]
        ]
        for name in ("broader", "themes", "goals", "sectors"):
            have = getattr(was, name)
            gained += [f"{name} {code}" for code in getattr(now, name) if code not in have]
        known = self.stored.exact_matches if self.stored else []
        gained += [f"exactMatch {address}" for address in self.same if address not in known]
        return f"{now.code} gains {', '.join(gained)}"


class _Plan:
    """Works out what becomes of each concept of the file, in the order of their addresses."""

    def __init__(self, file: SkosFile, *, by_code: bool) -> None:
        self.notes = list(file.notes)
        self.by_code = by_code
        self.base = base_address()
        self.themes = set(Theme.objects.values_list("code", flat=True))
        self.goals = set(Goal.objects.values_list("number", flat=True))
        self.sectors = set(Sector.objects.values_list("code", flat=True))
        self.stored = {concept.pk: concept for concept in Concept.objects.all()}
        self.contents = read_rows(Concept.objects.live())
        self.codes = {concept.code: concept for concept in self.stored.values()}
        # Where several have an address a live one is meant, the older first.
        several = sorted(self.stored.values(), key=lambda concept: (concept.retired_at is None, -concept.pk))
        self.addresses = {address: concept for concept in several for address in concept.exact_matches}
        self.held: dict[Name, str] = {
            (language, key): code
            for language, key, code in Term.objects.live().values_list("language", "key", "concept__code")
        }
        self.wanted: dict[str, _Wanted] = {}
        placed = {item.address: code for item in file.concepts if (code := self._place(item))}
        self._link(file, placed)

    def outcome(self) -> Imported:
        found = self.wanted.values()
        added = sum(wanted.stored is None for wanted in found)
        changed = sum(wanted.stored is not None and wanted.differs for wanted in found)
        return Imported(
            added=added,
            changed=changed,
            unchanged=len(found) - added - changed,
            gains=[wanted.gain for wanted in found if wanted.stored is not None and wanted.differs],
            notes=self.notes,
        )

    def _place(self, item: SkosConcept) -> str:
        """Find or make the concept that an item means, and give it the item's terms; empty where there is none."""
        stored = self._known(item)
        if stored is not None and stored.retired_at is not None:
            self.notes.append(f"{item.address}: the concept {stored.code} is retired here, left as it is")
            return ""
        code = stored.code if stored else item.code
        if not code:
            self.notes.append(f"{item.address}: no code can be made of its notation or address")
            return ""
        if stored is None and not self.by_code and (code in self.codes or code in self.wanted):
            self.notes.append(
                f"{item.address}: left out, since another concept has the code {code}; if they mean the same, say so by"
                f" skos:exactMatch <{self.base}{code}>, or join all that have one code (--by-code)"
            )
            return ""
        wanted = self.wanted.get(code) or self._begin(code, stored)
        labels = {
            language: (*wanted.row.labels[language], *self._fresh(item, language, code))
            for language in LANGUAGES
        }
        if not any(labels.values()):
            self.notes.append(f"{item.address}: no term of it can be placed, so it is left out")
            return ""
        wanted.row = self._with_subjects(replace(wanted.row, labels=labels), item)
        self.wanted[code] = wanted
        self._keep_matches(wanted, item)
        return code

    def _with_subjects(self, row: Row, item: SkosConcept) -> Row:
        unknown = (item.themes - self.themes) | (item.sectors - self.sectors)
        unknown |= {str(goal) for goal in item.goals - self.goals}
        self.notes += [
            f"{item.address}: theme, goal or sector {code} is not known here" for code in sorted(unknown)
        ]
        return replace(
            row,
            themes=(*row.themes, *sorted((item.themes & self.themes) - {*row.themes})),
            goals=(*row.goals, *sorted((item.goals & self.goals) - {*row.goals})),
            sectors=(*row.sectors, *sorted((item.sectors & self.sectors) - {*row.sectors})),
        )

    def _keep_matches(self, wanted: _Wanted, item: SkosConcept) -> None:
        for address in (item.address, *sorted(item.same)):
            if len(address) > LONGEST_ADDRESS:
                self.notes.append(f"{address[:80]}…: an address of more than {LONGEST_ADDRESS} characters")
            elif not address.startswith(self.base) and address not in wanted.same:
                wanted.same.append(address)

    def _link(self, file: SkosFile, placed: dict[str, str]) -> None:
        """Hang each concept below those that the file names, and here already are or come with it."""
        above = links_upwards()
        for item in file.concepts:
            for address in sorted(item.broader) if item.address in placed else ():
                code, up = placed[item.address], placed.get(address) or self._code_of(address)
                own = above.setdefault(code, ())
                if not up or up == code:
                    self.notes.append(f"{item.address}: broader {address} is not here")
                elif up not in own and is_circular(code, {**above, code: (*own, up)}):
                    self.notes.append(f"{item.address}: broader {address} would make a circle")
                elif up not in own:
                    above[code] = (*own, up)
                    wanted = self.wanted[code]
                    wanted.row = replace(wanted.row, broader=(*wanted.row.broader, up))

    def _code_of(self, address: str) -> str:
        """Find the code of a live concept that is not in the file."""
        found = self.addresses.get(address)
        if found is None and address.startswith(self.base):
            found = self.codes.get(address.removeprefix(self.base))
        found = self._led_on(found) if found else None
        return found.code if found and found.retired_at is None else ""

    def _known(self, item: SkosConcept) -> Concept | None:
        for address in (item.address, *sorted(item.same)):
            found = self.addresses.get(address)
            if found is None and address.startswith(self.base):
                found = self.codes.get(address.removeprefix(self.base))
            if found is not None:
                return self._led_on(found)
        found = self.codes.get(item.code) if self.by_code else None
        return self._led_on(found) if found else None

    def _led_on(self, concept: Concept) -> Concept:
        """Follow merges: what was merged is meant by what it was merged into."""
        return self.stored[concept.merged_into_id] if concept.merged_into_id else concept

    def _begin(self, code: str, stored: Concept | None) -> _Wanted:
        if stored is None:
            return _Wanted(Row(code=code, labels=EMPTY), [])
        before = self.contents[stored.pk]
        return _Wanted(before, list(stored.exact_matches), stored, before)

    def _fresh(self, item: SkosConcept, language: str, code: str) -> Iterator[str]:
        for label in item.labels[language]:
            key = label_key(label, language)
            is_long = len(label) > LONGEST_LABEL or len(key) > LONGEST_KEY
            fault = "too_long" if is_long else label_fault(label, language)
            holder = self.held.get((language, key))
            if fault:
                self.notes.append(f"{item.address}: {label[:60]!r} [{language}] {FAULTS[fault]}")
            elif holder is None:
                self.held[language, key] = code
                yield label
            elif holder != code:
                self.notes.append(f"{item.address}: {label!r} [{language}] is a term of {holder} already")


def _write(plan: _Plan, *, reason: str, at: datetime) -> None:
    changed = {code: wanted for code, wanted in plan.wanted.items() if wanted.differs}
    Concept.objects.bulk_create(
        [Concept(code=code, revision=0) for code, wanted in changed.items() if wanted.stored is None]
    )
    rows = list(Concept.objects.coded(changed))
    for concept in rows:
        concept.exact_matches = changed[concept.code].same
    Concept.objects.bulk_update(rows, ["exact_matches"], batch_size=BATCH)
    write_rows({concept.pk: changed[concept.code].row for concept in rows})
    settle([concept.pk for concept in rows], edited_at=at)
    for code, wanted in changed.items():
        before = content_of(wanted.before) if wanted.before else {}
        after = content_of(wanted.row)
        differing = [name for name in after if after[name] != before.get(name, "")]
        record_audit(
            actor=None,
            action="concept.import",
            subject=subject_of(code),
            before={name: before[name] for name in differing if before},
            after={name: after[name] for name in differing},
            reason=reason,
            at=at,
        )
