"""Demonstration data: people and postings that go only into an empty database, with dates relative to that day.

Everything passes through the same services as a real posting, so that statuses, audit entries and texts are true.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat

from accounts.choices import Role
from accounts.models import Membership, User
from directory.choices import InstitutionKind
from directory.models import Country, Goal, Group, Institution, Theme
from jobs.core.days import day_of_record
from mail.models import OutgoingMail
from needs.models import Need, NeedText
from notices.models import Notice
from offers.models import Offer, OfferText
from postings.models import Posting
from postings.services import apply_transition, create_posting, save_translation
from workplans.models import PlanNode

PASSWORD = "cooperation-2026-demo"  # noqa: S105 (printed at start; `check --deploy` refuses demo people)
DOMAIN = "demo.cooperanet.example"
SECRETARIAT = "oas-sedi"
# Who posts the need of the journey, and who has offers that answer it.
SHOWN_COUNTRY, PROVIDER_COUNTRY = "HT", "PA"
WORDS: dict[type[Posting], tuple[str, ...]] = {
    Offer: OfferText.word_fields,
    Need: NeedText.word_fields,
}
# Older notices count as read, so that a demo person's first look is not a wall of them.
FRESH = timedelta(days=10)

_PLAIN_FIELDS = (
    "modalities",
    "role",
    "working_languages",
    "interpretation_accepted",
    "delivery",
    "financing",
    "financing_note",
    "contact_name",
    "contact_email",
    "contact_consent",
    "visibility",
)
_STEPS = {
    "draft": (),
    "submitted": ("submit",),
    "endorsed": ("submit", "endorse"),
    "published": ("submit", "endorse", "publish"),
    "paused": ("submit", "endorse", "publish", "pause"),
    "fulfilled": ("submit", "endorse", "publish", "fulfil"),
}


class NotEmpty(Exception):
    """There are postings or people already; demonstration data never mix with other data."""


@dataclass(frozen=True)
class SignIn:
    """A role, with the code of the country or institution where it is held, and the address."""

    role: str
    email: str


@dataclass(frozen=True)
class Directory:
    """What the files name by its code or number, read once."""

    institutions: Mapping[str, Institution]
    themes: Mapping[str, Theme]
    goals: Mapping[int, Goal]
    countries: Mapping[str, Country]
    groups: Mapping[str, Group]
    plan_nodes: Mapping[str, PlanNode]

    def authority(self, country: Country | None) -> Institution | None:
        """Of several that one whose code comes first."""
        held = [
            row
            for row in self.institutions.values()
            if row.kind == InstitutionKind.COOPERATION_AUTHORITY and row.country and row.country == country
        ]
        return min(held, key=lambda row: row.code, default=None)


@dataclass
class Cast:
    """The demo people by institution and role, made when first needed."""

    at: datetime
    people: dict[tuple[str, str], User]

    def find(self, institution: Institution, role: Role) -> User:
        key = (institution.code, role)
        if key not in self.people:
            self.people[key] = _create_person(institution, role, self.at)
        return self.people[key]


def sign_ins() -> list[SignIn]:
    """One person per role in the order of the journey, then an official of a country that offers."""
    people = User.objects.filter(is_demo=True).order_by("pk")
    return [SignIn(person.full_name, person.email) for person in people if person.has_usable_password()]


@transaction.atomic
def load_demo(*, folder: Path, at: datetime) -> dict[str, int]:
    """Load people and postings; `at` is the day to which all dates are relative. Raises NotEmpty."""
    if User.objects.exists() or Offer.objects.exists() or Need.objects.exists():
        raise NotEmpty
    _give_mailboxes()
    directory = read_directory()
    cast = Cast(at, {})
    _create_sign_ins(cast, directory)
    counts = {}
    for model, name in ((Offer, "offers"), (Need, "needs")):
        rows = list(_read(folder, name))
        for row in rows:
            _load_posting(model, row, cast, directory)
        counts[name] = len(rows)
    for model in (Offer, Need):
        # Loaded now, whatever their history says: nothing of it is late work.
        model.objects.update(updated_at=at)
    Notice.objects.filter(created_at__lt=at - FRESH).update(read_at=at)
    # Nobody outside reads demo mail, and nothing of it is news.
    OutgoingMail.objects.all().delete()
    return {"people": len(cast.people), **counts}


def _give_mailboxes() -> None:
    """So that whoever is introduced sees an address, also where a contact person did not agree to be shown."""
    silent = Institution.objects.filter(contact_email="")
    silent.update(contact_email=Concat("code", Value(f"@{DOMAIN}")))


def _read(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob(f"{name}-*.json")):
        yield from json.loads(path.read_text(encoding="utf-8"))


def read_directory() -> Directory:
    institutions = Institution.objects.select_related("country")
    nodes = PlanNode.objects.select_related("plan")
    return Directory(
        institutions={row.code: row for row in institutions},
        themes={row.code: row for row in Theme.objects.all()},
        goals={row.number: row for row in Goal.objects.all()},
        countries={row.code: row for row in Country.objects.all()},
        groups={row.code: row for row in Group.objects.all()},
        plan_nodes={f"{row.plan.code}:{row.code}": row for row in nodes},
    )


def _create_sign_ins(cast: Cast, directory: Directory) -> None:
    authority, provider = (
        directory.authority(directory.countries.get(code)) for code in (SHOWN_COUNTRY, PROVIDER_COUNTRY)
    )
    secretariat = directory.institutions[SECRETARIAT]
    wanted: Iterable[tuple[Institution | None, Role]] = (
        (authority, Role.OFFICIAL),
        (authority, Role.FOCAL_POINT),
        (authority, Role.READER),
        (secretariat, Role.SECRETARIAT),
        (secretariat, Role.ADMINISTRATOR),
        (provider, Role.OFFICIAL),
    )
    # One hash for all: hashing is slow on purpose, and these people share their password.
    hashed = make_password(PASSWORD)
    for institution, role in wanted:
        if institution is not None:
            person = cast.find(institution, role)
            person.password = hashed
            person.save(update_fields=["password"])


def _create_person(institution: Institution, role: Role, at: datetime) -> User:
    country = institution.country.code.lower() if institution.country else institution.code
    since = at - timedelta(days=400)
    languages = institution.country.working_languages if institution.country else ["en"]
    person = User(
        email=f"{role.replace('_', '-')}.{institution.code}@{DOMAIN}",
        full_name=f"{role.label} ({country.upper()})",
        language=languages[0] if languages else "en",
        is_demo=True,
        joined_at=since,
    )
    person.set_unusable_password()
    person.save()
    Membership.objects.create(user=person, institution=institution, role=role, since=day_of_record(since))
    return person


def _load_posting(model: type[Posting], row: Mapping[str, Any], cast: Cast, directory: Directory) -> None:
    institution = directory.institutions[row["institution"]]
    published_at = cast.at - timedelta(days=row["age_days"])
    official = cast.find(institution, Role.OFFICIAL)
    posting = create_posting(
        _build(model, row, institution, cast.at),
        words={name: row.get(name, "") for name in WORDS[model]},
        relations=_relations(row, directory),
        by=official,
        at=published_at - timedelta(days=9),
    )
    for number, (language, words) in enumerate(row.get("translations", {}).items()):
        save_translation(
            posting,
            language=language,
            words=words,
            revision=posting.revision + number,
            by=official,
            at=published_at - timedelta(days=8),
        )
    actors = {
        "submit": official,
        # A country's focal point sits in its cooperation authority.
        "endorse": cast.find(directory.authority(institution.country) or institution, Role.FOCAL_POINT),
        "publish": cast.find(directory.institutions[SECRETARIAT], Role.SECRETARIAT),
        "pause": official,
        "fulfil": official,
    }
    for day, step in enumerate(_STEPS[row["status"]]):
        posting = apply_transition(
            posting,
            step,
            by=actors[step],
            at=published_at - timedelta(days=6 - 3 * day),
        )


def _build(model: type[Posting], row: Mapping[str, Any], institution: Institution, at: datetime) -> Posting:
    today = day_of_record(at)
    own = [name for name in ("kind", "capacity", "remaining_places", "urgency") if name in row]
    return model(
        institution=institution,
        original_language=row["language"],
        period_from=today + timedelta(days=row["from_days"]),
        period_until=today + timedelta(days=row["until_days"]),
        expires_on=today + timedelta(days=max(30, 365 - row["age_days"])),
        **{name: row[name] for name in (*_PLAIN_FIELDS, *own) if name in row},
    )


def _relations(row: Mapping[str, Any], directory: Directory) -> dict[str, list[Any]]:
    sides = ("eligible", "preferred")
    return {
        "themes": [directory.themes[code] for code in row["themes"]],
        "goals": [directory.goals[number] for number in row["goals"]],
        "plan_nodes": [directory.plan_nodes[code] for code in row["plan_nodes"]],
        **{
            f"{side}_countries": [directory.countries[code] for code in row[f"{side}_countries"]]
            for side in sides
        },
        **{f"{side}_groups": [directory.groups[code] for code in row[f"{side}_groups"]] for side in sides},
    }
