"""The two sides of a pair, and what matching keeps for each."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from matching.models import (
    Generation,
    NeedStanding,
    NeedState,
    NeedVector,
    OfferStanding,
    OfferState,
    OfferVector,
)
from needs.models import Need
from offers.models import Offer
from postings.models import Posting
from postings.querysets import PostingQuerySet


@dataclass(frozen=True)
class Twin:
    name: str
    model: type[Posting]
    other: type[Posting]
    state: type[OfferState] | type[NeedState]
    vector: type[OfferVector] | type[NeedVector]
    standing: type[OfferStanding] | type[NeedStanding]

    def behind(self, generation: Generation) -> PostingQuerySet:
        """Find postings ever published that do not stand in the generation as they are now."""
        standing = self.standing.objects.filter(
            posting=OuterRef("pk"),
            generation=generation,
            revision=OuterRef("revision"),
            reading=generation.reading,
        )
        return self.model.objects.ever_published().filter(~Exists(standing))


TWINS: dict[type[Posting], Twin] = {
    Offer: Twin("offer", Offer, Need, OfferState, OfferVector, OfferStanding),
    Need: Twin("need", Need, Offer, NeedState, NeedVector, NeedStanding),
}


def other_of(twin: Twin) -> Twin:
    return TWINS[twin.other]
