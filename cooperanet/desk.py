"""What waits for a person, whatever the role: read once per visit of the personal desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from accounts.models import User
from accounts.querysets import access_of
from directory.models import Country
from matching.models import Decision, Match
from matching.querysets import DecisionQuerySet, MatchQuerySet
from needs.models import Need
from offers.models import Offer
from postings.choices import Status
from postings.models import Posting
from postings.querysets import PostingQuerySet

TWINS: tuple[type[Posting], ...] = (Need, Offer)
SOON = timedelta(days=30)
RECENT = timedelta(days=14)
MOST_ROWS = 10


@dataclass(frozen=True)
class Desk:
    """Lists are in the order of what is oldest first; needs come before offers of the same day."""

    to_finish: list[Posting]
    to_endorse: list[Posting]
    to_publish: int
    expiring: list[Posting]
    suggestions: list[Match]
    introductions: list[Decision]
    countries: list[Country]
    mine: int


def lay_desk(user: User, *, on: date) -> Desk:
    access = access_of(user)
    return Desk(
        to_finish=_gather(
            [
                model.objects.owned_by(user).filter(status__in=(Status.DRAFT, Status.RETURNED))
                for model in TWINS
            ],
        )
        if access.may_write
        else [],
        to_endorse=_gather([model.objects.awaiting_endorsement_by(user) for model in TWINS]),
        to_publish=_count_endorsed() if access.is_secretariat else 0,
        expiring=_gather(
            [model.objects.owned_by(user).due_to_expire(on + SOON) for model in TWINS],
        ),
        suggestions=list(_suggestions(user, on)[:MOST_ROWS]),
        introductions=list(_introductions(user)[:MOST_ROWS]),
        countries=list(Country.objects.filter(pk__in=access.country_ids)),
        mine=sum(model.objects.owned_by(user).count() for model in TWINS),
    )


def _gather(parts: Iterable[PostingQuerySet]) -> list[Posting]:
    rows = (part.for_list() for part in parts)
    return sorted(chain.from_iterable(rows), key=lambda posting: posting.updated_at)


def _count_endorsed() -> int:
    return sum(model.objects.filter(status=Status.ENDORSED).count() for model in TWINS)


def _suggestions(user: User, on: date) -> MatchQuerySet:
    """New suggestions for the person's own postings, the best first."""
    own = Match.objects.current().unblocked().open().visible_to(user).filter(scored_at__date__gte=on - RECENT)
    return (
        own.owned_by(user)
        .select_related("offer__institution__country", "need__institution__country")
        .prefetch_related("offer__texts", "need__texts")
        .order_by("-score", "pk")
    )


def _introductions(user: User) -> DecisionQuerySet:
    """The parties' own; for the staff all of them."""
    return (
        Decision.objects.accepted()
        .concerning(user)
        .select_related("offer__institution__country", "need__institution__country")
        .prefetch_related("offer__texts", "need__texts")
        .order_by("-at", "-pk")
    )
