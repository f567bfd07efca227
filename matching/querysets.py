from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from jobs.querysets import DueWorkQuerySet
from matching.choices import Verdict
from needs.models import Need
from offers.models import Offer

if TYPE_CHECKING:
    from accounts.models import User
    from matching.models import (  # noqa: F401 (some are named in quoted bases only)
        Decision,
        Generation,
        Match,
        MatchingState,
    )


class GenerationQuerySet(QuerySet["Generation"]):
    def serving(self) -> Self:
        """Leave out the large frozen part, which is read once per process."""
        return self.filter(serving=True).defer("frozen")


class MatchingStateQuerySet(DueWorkQuerySet["MatchingState"]):
    def behind(self, generation: "Generation") -> Self:
        """States whose posting has changed since it was matched, or was not matched by this generation."""
        return self.filter(
            ~Q(posting__revision=F("matched_revision"))
            | ~Q(generation=generation)
            | Q(generation=None)
        )


class MatchQuerySet(QuerySet["Match"]):
    def current(self) -> Self:
        """Rows whose generation serves and whose both revisions are those of the postings now."""
        return self.filter(
            generation__serving=True,
            offer_revision=F("offer__revision"),
            need_revision=F("need__revision"),
        )

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Pairs of which the reader may see both postings."""
        return self.filter(
            offer__in=Offer.objects.visible_to(user).values("pk"),
            need__in=Need.objects.visible_to(user).values("pk"),
        )

    def owned_by(self, user: "User | AnonymousUser") -> Self:
        """Pairs of which one posting is on the reader's side."""
        return self.filter(
            Q(offer__in=Offer.objects.owned_by(user).values("pk"))
            | Q(need__in=Need.objects.owned_by(user).values("pk"))
        )

    def open(self) -> Self:
        """Pairs without a standing decision."""
        decided = Offer.objects.filter(
            pk=OuterRef("offer"),
            decisions__need=OuterRef("need"),
            decisions__ended_at__isnull=True,
        )
        return self.filter(~Exists(decided))

    def unblocked(self) -> Self:
        return self.filter(blockers=[])


class DecisionQuerySet(QuerySet["Decision"]):
    def standing(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def owned_by(self, user: "User | AnonymousUser") -> Self:
        """Decisions on pairs of which one posting is on the reader's side."""
        return self.filter(
            Q(offer__in=Offer.objects.owned_by(user).values("pk"))
            | Q(need__in=Need.objects.owned_by(user).values("pk"))
        )

    def accepted(self) -> Self:
        return self.standing().filter(verdict=Verdict.ACCEPTED)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(
            offer__in=Offer.objects.visible_to(user).values("pk"),
            need__in=Need.objects.visible_to(user).values("pk"),
        )
