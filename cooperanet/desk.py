"""What waits for a person, whatever the role: read once per visit of the personal desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from operator import attrgetter

from accounts.models import User
from accounts.querysets import access_of
from directory.models import Country
from jobs.core.days import day_over_everywhere
from matching.models import Decision, Match
from matching.querysets import DecisionQuerySet, MatchQuerySet
from needs.models import Need
from offers.models import Offer
from postings.choices import Status
from postings.models import Posting
from postings.querysets import PostingQuerySet
from secretariat.services import Counts, count_queues

TWINS: tuple[type[Posting], ...] = (Need, Offer)
SOON = timedelta(days=30)
RECENT = timedelta(days=14)
MOST_ROWS = 10


@dataclass(frozen=True)
class Desk:
    """Lists are in the order of what is oldest first; of the same moment by reference."""

    to_finish: list[Posting]
    to_endorse: list[Posting]
    # Of the secretariat: how much waits in each of its queues.
    queues: Counts | None
    expiring: list[Posting]
    suggestions: list[Match]
    introductions: list[Decision]
    countries: list[Country]
    mine: int


def lay_desk(user: User, *, at: datetime) -> Desk:
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
        queues=count_queues(user=user, at=at) if access.is_staff else None,
        expiring=_gather(
            [model.objects.owned_by(user).due_to_expire(day_over_everywhere(at) + SOON) for model in TWINS],
        ),
        suggestions=list(_suggestions(user, at)[:MOST_ROWS]),
        introductions=list(_introductions(user)[:MOST_ROWS]),
        countries=list(Country.objects.filter(pk__in=access.country_ids).in_name_order()),
        mine=sum(model.objects.owned_by(user).count() for model in TWINS),
    )


def _gather(parts: Iterable[PostingQuerySet]) -> list[Posting]:
    rows = (part.for_list() for part in parts)
    return sorted(chain.from_iterable(rows), key=attrgetter("updated_at", "reference"))


def _suggestions(user: User, at: datetime) -> MatchQuerySet:
    """New and good suggestions for the person's own postings, the best first."""
    own = Match.objects.to_triage(user).good().owned_by(user).filter(scored_at__gte=at - RECENT)
    return own.best_first().for_cards()


def _introductions(user: User) -> DecisionQuerySet:
    """The parties' own; for the staff all of them."""
    return Decision.objects.accepted().concerning(user).newest_first().for_cards()
