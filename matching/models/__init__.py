from matching.models.generations import Found, Generation, Piece
from matching.models.matches import Decision, Match
from matching.models.previews import Preview
from matching.models.standings import (
    NeedStanding,
    NeedState,
    NeedVector,
    OfferStanding,
    OfferState,
    OfferVector,
)

__all__ = [
    "Decision",
    "Found",
    "Generation",
    "Match",
    "NeedStanding",
    "NeedState",
    "NeedVector",
    "OfferStanding",
    "OfferState",
    "OfferVector",
    "Piece",
    "Preview",
]
