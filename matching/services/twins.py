"""The two sides of a pair, and what matching keeps for each."""

from dataclasses import dataclass

from matching.models import NeedState, NeedVector, OfferState, OfferVector
from needs.models import Need
from offers.models import Offer
from postings.models import Posting


@dataclass(frozen=True)
class Twin:
    model: type[Posting]
    other: type[Posting]
    state: type[OfferState] | type[NeedState]
    vector: type[OfferVector] | type[NeedVector]


TWINS: dict[type[Posting], Twin] = {
    Offer: Twin(Offer, Need, OfferState, OfferVector),
    Need: Twin(Need, Offer, NeedState, NeedVector),
}
