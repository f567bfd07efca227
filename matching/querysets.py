from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from accounts.querysets import Access, access_of
from matching.choices import Band, GenerationStatus, Verdict
from needs.models import Need
from offers.models import Offer
from postings.choices import Visibility
from postings.models import Posting

if TYPE_CHECKING:
    from accounts.models import User
    from matching.models import (  # noqa: F401 (some are named in quoted bases only)
        Decision,
        Generation,
        Match,
    )


class GenerationQuerySet(QuerySet["Generation"]):
    def serving(self) -> Self:
        """Leave out the large frozen part, which is read once per process."""
        return self.filter(status=GenerationStatus.SERVING).defer("frozen")

    def building(self) -> Self:
        return self.filter(status=GenerationStatus.BUILDING).defer("frozen")


BEST_BANDS = (Band.STRONG, Band.GOOD, Band.POSSIBLE)
CARD_RELATED = ("offer__institution__country", "need__institution__country")
CARD_PREFETCH = ("offer__texts", "need__texts")


def side_of(posting: Posting) -> str:
    """Name the side as the rows of pairs do."""
    return "offer" if isinstance(posting, Offer) else "need"


def _is_party(access: Access) -> Q:
    own = access.institution_ids | access.focal_institution_ids
    return Q(offer__institution__in=own) | Q(need__institution__in=own)


class MatchQuerySet(QuerySet["Match"]):
    def current(self) -> Self:
        """Rows whose generation serves and whose both revisions are those of the postings now."""
        return self.filter(
            generation__status=GenerationStatus.SERVING,
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

    def suggested_to(self, user: "User | AnonymousUser") -> Self:
        """Suggestions are for the two parties and the staff, and only where they may see both postings."""
        access = access_of(user)
        if access.is_secretariat:
            return self.visible_to(user)
        if access.is_administrator:
            return self
        return self.visible_to(user).filter(_is_party(access))

    def answering(self, posting: Posting) -> Self:
        return self.filter(**{side_of(posting): posting})

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

    def blocked(self) -> Self:
        return self.exclude(blockers=[])

    def to_triage(self, user: "User | AnonymousUser") -> Self:
        """What waits for a decision: current, nothing in the way, nothing decided."""
        return self.current().suggested_to(user).open().unblocked().showable()

    def showable(self) -> Self:
        """Pairs that both parties may be shown: neither posting is for the secretariat alone."""
        hidden = Visibility.SECRETARIAT
        return self.exclude(offer__visibility=hidden).exclude(need__visibility=hidden)

    def good(self) -> Self:
        """What is worth a look first: the two also say alike things."""
        return self.exclude(band=Band.POSSIBLE)

    def best_first(self) -> Self:
        """By band before score: a pair with alike words goes before one that earns as much by everything else."""
        bands = Case(
            *(When(band=band, then=place) for place, band in enumerate(BEST_BANDS)), default=len(BEST_BANDS)
        )
        return self.order_by(bands, "-score", "need__reference", "offer__reference")

    def for_cards(self) -> Self:
        """Bring what a card shows of both postings, whatever the number of cards."""
        return self.select_related(*CARD_RELATED).prefetch_related(*CARD_PREFETCH)


class DecisionQuerySet(QuerySet["Decision"]):
    def standing(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def accepted(self) -> Self:
        return self.standing().filter(verdict=Verdict.ACCEPTED)

    def dismissed(self) -> Self:
        return self.standing().filter(verdict=Verdict.DISMISSED)

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        return self.filter(
            offer__in=Offer.objects.visible_to(user).values("pk"),
            need__in=Need.objects.visible_to(user).values("pk"),
        )

    def concerning(self, user: "User | AnonymousUser") -> Self:
        """What the reader has a page of: the parties of what was accepted, the staff of every decision."""
        access = access_of(user)
        return self if access.is_staff else self.accepted().filter(_is_party(access))

    def about(self, posting: Posting) -> Self:
        return self.filter(**{side_of(posting): posting})

    def newest_first(self) -> Self:
        return self.order_by("-at", "-reference")

    def for_cards(self) -> Self:
        """Bring what a card shows of both postings, whatever the number of cards."""
        rows = self.select_related(*CARD_RELATED, "by", "ended_by", "generation")
        return rows.defer("generation__frozen").prefetch_related(*CARD_PREFETCH)
