"""From a row of offers or needs to the one shape in which the engine sees a posting."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from directory.choices import STATE_GROUPS, InstitutionKind
from directory.models import Country, Goal, Group, Institution, Theme
from matching.core.modality import Modality, Party, PartyKind, Role, Side
from matching.core.profile import Audience, Delivery, Financing, PostingSide, Profile
from matching.core.ties import tie_of
from needs.choices import Urgency
from offers.models import Offer
from postings.models import Posting
from postings.workflow import LIVE
from vocabulary.core.features import TextFeatures

PARTY_KINDS = {
    InstitutionKind.MULTILATERAL: PartyKind.MULTILATERAL,
    InstitutionKind.REGIONAL: PartyKind.REGIONAL,
    InstitutionKind.SECRETARIAT: PartyKind.MULTILATERAL,
    InstitutionKind.NON_STATE: PartyKind.NON_STATE,
}
# Higher goes first among equal scores; not stated counts as what can wait.
URGENCIES: dict[str, int] = {Urgency.MEDIUM: 1, Urgency.HIGH: 2}
# Nearly everyone belongs to these, so sharing one says nothing about nearness.
WIDE_GROUP_KINDS = {
    "status_list",
    "income_class",
    "working_rule",
    "observers",
    "donors",
}
WIDE_GROUPS = {"OAS", "CELAC"}
PREFETCH = (
    "texts",
    "themes__parent",
    "themes__sectors",
    "goals",
    "eligible_countries",
    "eligible_groups__memberships__country",
    "preferred_countries",
    "preferred_groups__memberships__country",
    "institution__country__memberships__group",
)


class Stated(NamedTuple):
    """The columns of a row of either side that a profile is read from; `urgency` and `remaining_places` are of one side."""

    pk: int
    revision: int
    reference: str
    status: str
    institution_id: int
    original_language: str
    modalities: list[str]
    role: str
    working_languages: list[str]
    interpretation_accepted: bool
    delivery: str
    financing: str
    period_from: date | None
    period_until: date | None
    visibility: str
    published_at: datetime | None
    urgency: str = ""
    remaining_places: int | None = None


@dataclass(frozen=True, slots=True)
class Topics:
    """What its themes say of a posting."""

    themes: frozenset[str]
    areas: frozenset[str]
    sectors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Home:
    """The institution that posts, on the day."""

    kind: PartyKind
    country: str | None
    side: Side | None
    groups: frozenset[str]
    reads_states: bool


@dataclass(frozen=True, slots=True)
class Links:
    """All that a posting points to."""

    topics: Topics
    goals: frozenset[int]
    eligible: frozenset[str]
    preferred: frozenset[str]
    home: Home


def read_profile(posting: Posting, features: TextFeatures, *, on: date) -> Profile:
    """Take a posting that comes with PREFETCH; sides, groups and memberships are those of the day."""
    links = Links(
        topics=_topics_of(posting.themes.all()),
        goals=frozenset(goal.number for goal in posting.goals.all()),
        eligible=_expand(posting.eligible_countries.all(), posting.eligible_groups.all(), on),
        preferred=_expand(posting.preferred_countries.all(), posting.preferred_groups.all(), on),
        home=_home_of(posting.institution, on),
    )
    stated = Stated._make(getattr(posting, name, Stated._field_defaults.get(name)) for name in Stated._fields)
    return _profile(type(posting), stated, links, features, on)


@dataclass
class Surroundings:
    """The reference data as of a day, for many postings of a side: the same profiles as `read_profile`, far sooner."""

    model: type[Posting]
    on: date
    topics: dict[tuple[int, ...], Topics] = field(default_factory=dict)
    reaches: dict[tuple[tuple[int, ...], tuple[int, ...]], frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        themes = Theme.objects.select_related("parent").prefetch_related("sectors")
        countries = Country.objects.prefetch_related("memberships__group")
        institutions = Institution.objects.select_related(None).only("kind", "country")
        groups = Group.objects.prefetch_related("memberships__country")
        self.themes = {theme.pk: theme for theme in themes}
        self.goals = dict(Goal.objects.values_list("pk", "number"))
        self.countries = {country.pk: country for country in countries}
        self.groups = {group.pk: group for group in groups}
        self.homes: dict[int, Home] = {}
        for institution in institutions:
            if institution.country_id is not None:
                institution.country = self.countries[institution.country_id]
            self.homes[institution.pk] = _home_of(institution, self.on)

    def fetch(self, pks: Collection[int]) -> list[tuple[Stated, Links]]:
        """Bring postings by number, in order."""
        own = {field.name for field in self.model._meta.concrete_fields}
        columns = [name for name in Stated._fields if name.removesuffix("_id") in own or name == "pk"]
        rows = self.model.objects.filter(pk__in=pks).order_by("pk").values_list(*columns)
        found = [Stated(**dict(zip(columns, row, strict=True))) for row in rows]
        linked = {name: self._linked(name, pks) for name in LINKED}
        return [(stated, self._links_of(stated, linked)) for stated in found]

    def read(self, stated: Stated, links: Links, features: TextFeatures) -> Profile:
        return _profile(self.model, stated, links, features, self.on)

    def _linked(self, name: str, pks: Collection[int]) -> Mapping[int, Sequence[int]]:
        """What a field that names many names, by posting."""
        relation: Any = self.model._meta.get_field(name)
        source, target = relation.m2m_field_name(), relation.m2m_reverse_field_name()
        rows = relation.remote_field.through._default_manager.filter(**{f"{source}__in": pks})
        found: dict[int, list[int]] = defaultdict(list)
        for posting, other in rows.order_by(f"{target}_id").values_list(f"{source}_id", f"{target}_id"):
            found[posting].append(other)
        return found

    def _links_of(self, stated: Stated, linked: Mapping[str, Mapping[int, Sequence[int]]]) -> Links:
        named = {name: tuple(found.get(stated.pk, ())) for name, found in linked.items()}
        return Links(
            topics=self._topics(named["themes"]),
            goals=frozenset(self.goals[pk] for pk in named["goals"]),
            eligible=self._reach(named["eligible_countries"], named["eligible_groups"]),
            preferred=self._reach(named["preferred_countries"], named["preferred_groups"]),
            home=self.homes[stated.institution_id],
        )

    def _topics(self, pks: tuple[int, ...]) -> Topics:
        if pks not in self.topics:
            self.topics[pks] = _topics_of([self.themes[pk] for pk in pks])
        return self.topics[pks]

    def _reach(self, countries: tuple[int, ...], groups: tuple[int, ...]) -> frozenset[str]:
        key = (countries, groups)
        if key not in self.reaches:
            self.reaches[key] = _expand(
                [self.countries[pk] for pk in countries], [self.groups[pk] for pk in groups], self.on
            )
        return self.reaches[key]


# Fields of a posting that name many.
LINKED = (
    "themes",
    "goals",
    "eligible_countries",
    "eligible_groups",
    "preferred_countries",
    "preferred_groups",
)


def _profile(model: type[Posting], stated: Stated, links: Links, features: TextFeatures, on: date) -> Profile:
    published = stated.published_at.date() if stated.published_at else on
    return Profile(
        id=stated.reference,
        side=PostingSide.OFFER if model is Offer else PostingSide.NEED,
        text=features,
        themes=links.topics.themes,
        areas=links.topics.areas,
        sectors=links.topics.sectors,
        goals=links.goals,
        modalities=frozenset(Modality(value) for value in stated.modalities),
        role=Role(stated.role) if stated.role else None,
        kind=links.home.kind,
        country=links.home.country,
        country_side=links.home.side,
        groups=links.home.groups,
        languages=frozenset(stated.working_languages),
        accepts_interpretation=stated.interpretation_accepted,
        eligible=links.eligible,
        preferred=links.preferred,
        available_from=stated.period_from.toordinal() if stated.period_from else None,
        available_until=stated.period_until.toordinal() if stated.period_until else None,
        delivery=Delivery(stated.delivery) if stated.delivery else None,
        financing=Financing(stated.financing) if stated.financing else None,
        remaining=stated.remaining_places,
        is_open=stated.status in LIVE,
        audience=Audience(stated.visibility),
        reads_states=links.home.reads_states,
        tie=tie_of(URGENCIES.get(stated.urgency, 0), published.toordinal(), stated.pk),
    )


def _topics_of(themes: Iterable[Theme]) -> Topics:
    chosen = list(themes)
    return Topics(
        themes=frozenset(theme.code for theme in chosen),
        areas=frozenset(theme.parent.code if theme.parent else theme.code for theme in chosen),
        sectors=frozenset(sector.code for theme in chosen for sector in theme.sectors.all()),
    )


def _home_of(institution: Institution, on: date) -> Home:
    country = institution.country
    return Home(
        kind=PARTY_KINDS.get(InstitutionKind(institution.kind), PartyKind.STATE),
        country=country.code if country else None,
        side=_side(country, on),
        groups=_near_groups(country, on),
        reads_states=_reads_states(country, on),
    )


def read_party(posting: Posting, *, on: date) -> Party:
    """Name the party that a posting brings to an agreement, for the rules of modality."""
    return read_profile(posting, TextFeatures(), on=on).party


def _side(country: Country | None, on: date) -> Side | None:
    side = country.side(on) if country else ""
    return Side(side) if side else None


def _near_groups(country: Country | None, on: date) -> frozenset[str]:
    if country is None:
        return frozenset()
    return frozenset(
        row.group_id
        for row in country.groups_on(on)
        if row.is_full and row.group.kind not in WIDE_GROUP_KINDS and row.group_id not in WIDE_GROUPS
    )


def _reads_states(country: Country | None, on: date) -> bool:
    return country is not None and any(country.is_member(group, on) for group in STATE_GROUPS)


def _expand(countries: Iterable[Country], groups: Iterable[Group], on: date) -> frozenset[str]:
    """Codes of the countries named and of the full members of the groups on the day."""
    members = (
        {row.country.code for row in group.memberships.all() if row.is_full and row.covers(on)}
        for group in groups
    )
    return frozenset(reduce(or_, members, {country.code for country in countries}))
