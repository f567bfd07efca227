"""From a row of offers or needs to the one shape in which the engine sees a posting."""

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from directory.choices import STATE_GROUPS, InstitutionKind
from directory.models import Country, Group
from matching.core.modality import Modality, Party, PartyKind, Role, Side
from matching.core.profile import Audience, Delivery, Financing, PostingSide, Profile
from matching.core.ties import tie_of
from matching.querysets import side_of
from needs.choices import Urgency
from needs.models import Need
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


def read_profile(posting: Posting, features: TextFeatures, *, on: date) -> Profile:
    """Take a posting that comes with PREFETCH; sides, groups and memberships are those of the day."""
    country = posting.institution.country
    themes = list(posting.themes.all())
    published = posting.published_at.date() if posting.published_at else on
    return Profile(
        id=posting.reference,
        side=PostingSide(side_of(posting)),
        text=features,
        themes=frozenset(theme.code for theme in themes),
        areas=frozenset(theme.parent.code if theme.parent else theme.code for theme in themes),
        sectors=frozenset(sector.code for theme in themes for sector in theme.sectors.all()),
        goals=frozenset(goal.number for goal in posting.goals.all()),
        modalities=frozenset(Modality(value) for value in posting.modalities),
        role=Role(posting.role) if posting.role else None,
        kind=PARTY_KINDS.get(InstitutionKind(posting.institution.kind), PartyKind.STATE),
        country=country.code if country else None,
        country_side=_side(country, on),
        groups=_near_groups(country, on),
        languages=frozenset(posting.working_languages),
        accepts_interpretation=posting.interpretation_accepted,
        eligible=_expand(posting.eligible_countries.all(), posting.eligible_groups.all(), on),
        preferred=_expand(posting.preferred_countries.all(), posting.preferred_groups.all(), on),
        available_from=posting.period_from.toordinal() if posting.period_from else None,
        available_until=posting.period_until.toordinal() if posting.period_until else None,
        delivery=Delivery(posting.delivery) if posting.delivery else None,
        financing=Financing(posting.financing) if posting.financing else None,
        remaining=posting.remaining_places if isinstance(posting, Offer) else None,
        is_open=posting.status in LIVE,
        audience=Audience(posting.visibility),
        reads_states=_reads_states(country, on),
        tie=tie_of(URGENCIES.get(_urgency(posting), 0), published.toordinal(), posting.pk),
    )


def _urgency(posting: Posting) -> str:
    return posting.urgency if isinstance(posting, Need) else ""


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
