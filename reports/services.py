"""Figures across rooms: how many needs and offers stand where. Every one counts only what its reader may see."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Max, Min, Q, QuerySet

from accounts.models import User
from accounts.querysets import access_of
from directory.models import Country
from matching.choices import Verdict
from matching.models import Decision, Match
from needs.models import Need
from offers.models import Offer
from postings.choices import Modality
from postings.models import Posting
from workplans.models import Plan, PlanNode

Reader = User | AnonymousUser

MEMBERS = "OAS"


@dataclass(frozen=True)
class Pair:
    """Live needs and offers of one subject."""

    needs: int = 0
    offers: int = 0

    @property
    def gap(self) -> int:
        return self.offers - self.needs

    def __add__(self, other: "Pair") -> "Pair":
        return Pair(self.needs + other.needs, self.offers + other.offers)


@dataclass(frozen=True)
class HomeFigures:
    live: Pair
    states_with_need: int
    states: int
    # Median of whole days from a need's publication to its first accepted match; None while there is none.
    days_to_answer: int | None
    accepted: int


@dataclass(frozen=True)
class CountryFigures:
    country: Country
    live: Pair
    last_need_at: datetime | None


@dataclass(frozen=True)
class Stages:
    # None for who is shown no suggestions; those of their own postings for everyone but the staff.
    suggested: int | None
    suggested_to_all: bool
    accepted: int
    dismissed: int


def _live(model: type[Posting], user: Reader) -> QuerySet[Any]:
    return model.objects.live().visible_to(user)


def _count_by(column: str, user: Reader, **only: object) -> dict[Any, Pair]:
    """Pairs by the value of one column or relation; a posting with several values counts under each."""
    counted: list[Counter[Any]] = []
    for model in (Need, Offer):
        rows = (
            _live(model, user)
            .filter(**only)
            .order_by()
            .values_list(column)
            .annotate(n=Count("pk", distinct=True))
        )
        counted.append(Counter(dict(rows)))
    needs, offers = counted
    return {key: Pair(needs[key], offers[key]) for key in needs.keys() | offers.keys() if key is not None}


def count_live(user: Reader) -> Pair:
    return Pair(_live(Need, user).count(), _live(Offer, user).count())


def count_by_theme(user: Reader) -> dict[int, Pair]:
    """Pairs by the primary key of the theme chosen."""
    return _count_by("themes", user)


def count_by_node(nodes: QuerySet[PlanNode], user: Reader) -> dict[int, Pair]:
    """Pairs by node of whole plans, each with everything below it; a posting counts once per node."""
    parents = dict(nodes.order_by().values_list("pk", "parent_id"))
    return _roll_up("plan_nodes", {pk: frozenset(_line_of(pk, parents)) for pk in parents}, user)


def _line_of(pk: int | None, parents: Mapping[int, int | None]) -> Iterable[int]:
    while pk is not None:
        yield pk
        pk = parents[pk]


def _roll_up(relation: str, places_of: Mapping[int, frozenset[int]], user: Reader) -> dict[int, Pair]:
    totals: list[Counter[int]] = []
    for model in (Need, Offer):
        seen: dict[int, set[int]] = {}
        rows = (
            _live(model, user)
            .filter(**{f"{relation}__in": list(places_of)})
            .order_by()
            .values_list("pk", relation)
        )
        for pk, place in rows:
            seen.setdefault(pk, set()).update(places_of[place])
        totals.append(Counter(place for places in seen.values() for place in places))
    needs, offers = totals
    return {place: Pair(needs[place], offers[place]) for place in needs.keys() | offers.keys()}


@dataclass(frozen=True)
class Branch:
    """A node of a plan with its own figures, what is below it counted in, and its children."""

    node: PlanNode
    figures: Pair
    children: tuple["Branch", ...]


def grow_tree(plan: Plan, user: Reader) -> tuple[Branch, ...]:
    figures = count_by_node(plan.nodes.all(), user)
    below: dict[int | None, list[PlanNode]] = {}
    for node in plan.nodes.in_order().prefetch_related("rows"):
        below.setdefault(node.parent_id, []).append(node)

    def grow(parent: int | None) -> tuple[Branch, ...]:
        return tuple(
            Branch(node, figures.get(node.pk, Pair()), grow(node.pk)) for node in below.get(parent, ())
        )

    return grow(None)


@dataclass(frozen=True)
class PlanAnswers:
    """How many of a plan's parts could be answered, and how many have a need or an offer."""

    plan: Plan
    parts: int
    answered: int


def list_plan_answers(user: Reader) -> list[PlanAnswers]:
    figures = count_by_node(PlanNode.objects.all(), user)
    parts: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    for pk, plan_id in PlanNode.objects.answerable().order_by().values_list("pk", "plan_id"):
        parts[plan_id] += 1
        answered[plan_id] += pk in figures
    return [PlanAnswers(plan, parts[plan.pk], answered[plan.pk]) for plan in Plan.objects.for_list()]


def count_by_country(user: Reader, *, on: date) -> list[CountryFigures]:
    """Every member state, the silent ones included, by name."""
    pairs = _count_by("institution__country", user)
    last = dict(
        Need.objects.shown()
        .visible_to(user)
        .order_by()
        .values_list("institution__country")
        .annotate(Max("published_at")),
    )
    members = Country.objects.members_of(MEMBERS, on).in_name_order()
    return [
        CountryFigures(country, pairs.get(country.pk, Pair()), last.get(country.pk)) for country in members
    ]


def count_by_modality(user: Reader) -> dict[str, Pair]:
    """Pairs by modality accepted; a posting that names none accepts each, as for the filter of the lists."""
    counts = {}
    for value in Modality.values:
        accepts = Q(modalities__contains=[value]) | Q(modalities=[])
        counts[value] = Pair(
            _live(Need, user).filter(accepts).count(),
            _live(Offer, user).filter(accepts).count(),
        )
    return counts


def count_stages(user: Reader) -> Stages:
    access = access_of(user)
    decided = Counter(Decision.objects.standing().visible_to(user).values_list("verdict", flat=True))
    return Stages(
        suggested=None if access.user_id is None else Match.objects.to_triage(user).count(),
        suggested_to_all=access.is_staff,
        accepted=decided[Verdict.ACCEPTED],
        dismissed=decided[Verdict.DISMISSED],
    )


def home_figures(user: Reader, *, on: date) -> HomeFigures:
    by_country = count_by_country(user, on=on)
    return HomeFigures(
        live=count_live(user),
        states_with_need=sum(1 for row in by_country if row.live.needs),
        states=len(by_country),
        days_to_answer=_days_to_answer(user),
        accepted=Decision.objects.accepted().visible_to(user).count(),
    )


def _days_to_answer(user: Reader) -> int | None:
    accepted = Decision.objects.accepted().visible_to(user)
    spans = (
        accepted.order_by()
        .values("need")
        .annotate(span=Min(F("at") - F("need__published_at")))
        .values_list("span", flat=True)
    )
    days = [span.days for span in spans]
    return round(median(days)) if days else None


def newest_needs(user: Reader, *, limit: int) -> QuerySet[Any]:
    return (
        _live(Need, user)
        .select_related("institution__country")
        .prefetch_related("texts", "themes")
        .order_by("-published_at", "-reference")[:limit]
    )


def live_of_country(model: type[Posting], country: Country, user: Reader) -> QuerySet[Any]:
    return (
        _live(model, user)
        .filter(institution__country=country)
        .select_related("institution")
        .prefetch_related("texts", "themes")
        .order_by("-published_at", "-reference")
    )


def count_themes_of_country(country: Country, user: Reader) -> dict[int, Pair]:
    return _count_by("themes", user, institution__country=country)
