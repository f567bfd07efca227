"""Live postings in bulk, into the database of a portal that is only there to be measured.

Runs in a process that has the settings of that portal, after its reference data were loaded. Rows go past the services:
they are published, of institutions and countries that exist, and all that the matching engine reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from accounts.models import User
from bench.synthetic import Maker, Text
from bench.synthetic.facts import REACH, TODAY
from directory.models import Country, Goal, Group, Institution, Theme
from matching.core.profile import PostingSide, Profile
from matching.services.copying import copy_rows
from matching.services.readings import texts_of
from needs.models import Need
from offers.models import Offer
from postings.models import Posting
from vocabulary.services import serving_thesaurus

MODELS: Mapping[PostingSide, type[Posting]] = {PostingSide.OFFER: Offer, PostingSide.NEED: Need}
# Of another year than any that is entered while it is measured.
YEAR, SUMMARY = 2020, 590
URGENCIES = ("", "medium", "high")
NULL = "\\N"


def fill(offers: int, needs: int, *, seed: int = 1) -> None:
    """Add so many of each side; the same again with the same seed, but for their numbers."""
    maker = Maker(serving_thesaurus(), seed)
    world = World()
    for side, wanted in ((PostingSide.OFFER, offers), (PostingSide.NEED, needs)):
        Filler(MODELS[side], world).add(maker.texts(side, wanted), maker.profiles(side, wanted))


class World:
    """Keys of the reference data that postings point to, and one person who has entered them all."""

    def __init__(self) -> None:
        self.today = datetime.now(tz=UTC)
        self.shift = self.today.date().toordinal() - TODAY
        self.themes = dict(Theme.objects.values_list("code", "pk"))
        self.goals = dict(Goal.objects.values_list("number", "pk"))
        self.countries = dict(Country.objects.values_list("code", "pk"))
        self.groups = dict(Group.objects.filter(code__in=REACH).values_list("code", "pk"))
        rows = Group.objects.filter(code__in=REACH, memberships__status="member", memberships__until=None)
        self.members: dict[str, set[str]] = defaultdict(set)
        for group, country in rows.values_list("code", "memberships__country__code"):
            self.members[group].add(country)
        self.institutions: dict[str | None, list[int]] = defaultdict(list)
        for pk, code in Institution.objects.order_by("pk").values_list("pk", "country__code"):
            self.institutions[code].append(pk)
        self.author, _ = User.objects.get_or_create(email="synthetic@example.org")

    def institution(self, country: str | None, number: int) -> int:
        known = self.institutions.get(country) or self.institutions[None]
        return known[number % len(known)]

    def reach(self, codes: frozenset[str]) -> tuple[list[str], list[str]]:
        """As its owner would state it: the widest group that lies within, and the countries beside it."""
        within = [group for group, members in self.members.items() if members and members <= codes]
        group = max(within, key=lambda name: (len(self.members[name]), name), default="")
        return ([group] if group else []), sorted(codes - self.members.get(group, set()))


class Filler:
    """Rows of one side."""

    def __init__(self, model: type[Posting], world: World) -> None:
        self.model = model
        self.world = world
        self.text = texts_of(model)
        last = model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0
        self.first = last + 1

    @transaction.atomic
    def add(self, texts: Sequence[Text], profiles: Sequence[Profile]) -> None:
        numbered = list(enumerate(profiles, self.first))
        self._copy(
            self.model,
            (self._posting(pk, one, text) for (pk, one), text in zip(numbered, texts, strict=True)),
        )
        self._copy(
            self.text, (self._text(pk, text) for pk, text in enumerate(texts, self.first)), numbers=True
        )
        self._link("themes", [(pk, self.world.themes[code]) for pk, one in numbered for code in one.themes])
        self._link("goals", [(pk, self.world.goals[goal]) for pk, one in numbered for goal in one.goals])
        self._reach("eligible", [(pk, one.eligible) for pk, one in numbered])
        self._reach("preferred", [(pk, one.preferred) for pk, one in numbered])
        self._settle([self.model, self.text])

    def _reach(self, name: str, wanted: Sequence[tuple[int, frozenset[str]]]) -> None:
        """Groups and countries that are eligible, or preferred."""
        stated = [(pk, *self.world.reach(codes)) for pk, codes in wanted]
        groups = [(pk, self.world.groups[code]) for pk, found, _ in stated for code in found]
        countries = [(pk, self.world.countries[code]) for pk, _, found in stated for code in found]
        self._link(f"{name}_groups", groups)
        self._link(f"{name}_countries", countries)

    def _posting(self, pk: int, one: Profile, text: Text) -> dict[str, Any]:
        """A synthetic day of publication lies before TODAY, which becomes today."""
        published = self.world.today - timedelta(days=pk % 300)
        row = {
            "id": pk,
            "reference": f"{self.model.reference_prefix}-{YEAR}-{pk:06d}",
            "original_language": text.language,
            "institution_id": self.world.institution(one.country, pk),
            "status": "published",
            "modalities": sorted(one.modalities),
            "role": one.role or "",
            "working_languages": sorted(one.languages),
            "interpretation_accepted": one.accepts_interpretation,
            "delivery": one.delivery or "",
            "financing": one.financing or "",
            "period_from": self._day(one.available_from),
            "period_until": self._day(one.available_until),
            "visibility": str(one.audience),
            "expires_on": (self.world.today + timedelta(days=400)).date(),
            "created_by_id": self.world.author.pk,
            **dict.fromkeys(("created_at", "updated_at", "submitted_at", "published_at"), published),
        }
        own = (
            {"capacity": one.remaining, "remaining_places": one.remaining}
            if self.model is Offer
            else {"urgency": URGENCIES[pk % len(URGENCIES)]}
        )
        return {**row, **own}

    def _day(self, ordinal: int | None) -> date | None:
        return None if ordinal is None else date.fromordinal(ordinal + self.world.shift)

    def _text(self, pk: int, text: Text) -> dict[str, Any]:
        return {
            "posting_id": pk,
            "language": text.language,
            "title": text.title[:160],
            "summary": text.body[:SUMMARY],
            "details": text.body[SUMMARY:],
        }

    def _link(self, field: str, pairs: Iterable[tuple[int, int]]) -> None:
        """Through the table of a field that names many."""
        found: Any = self.model._meta.get_field(field)
        columns = (found.m2m_column_name(), found.m2m_reverse_name())
        copy_rows(found.m2m_db_table(), columns, (f"{one}\t{other}\n" for one, other in pairs))

    def _copy(self, model: type[Any], rows: Iterator[dict[str, Any]], *, numbers: bool = False) -> None:
        """What a row does not say is what a new row has; `numbers` are given by the table."""
        fields = [field for field in model._meta.concrete_fields if not (numbers and field.primary_key)]
        defaults = {field.attname: field.get_default() for field in fields}
        columns = [field.column for field in fields]
        copy_rows(
            model._meta.db_table,
            columns,
            ("\t".join(map(_written, {**defaults, **row}.values())) + "\n" for row in rows),
        )

    def _settle(self, tables: Sequence[type[Any]]) -> None:
        with connection.cursor() as cursor:
            table = self.model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
            )
            for filled in tables:
                cursor.execute(f"ANALYZE {filled._meta.db_table}")


def _written(value: Any) -> str:  # noqa: ANN401 (whatever a column holds)
    if value is None:
        return NULL
    if isinstance(value, list):
        return "{" + ",".join(value) + "}"
    if isinstance(value, dict):
        return "{}"
    return str(value)
