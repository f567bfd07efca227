"""Which modalities an offer and a need can come to, alone or when a third party joins."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from matching.core.modality import Modality, Party, PartyKind, Role, Side, modality_of
from matching.core.pair import Pair

# Who might join: a partner of either side, in either role of a provider.
JOINERS = (
    Party(role=Role.SECOND_PROVIDER, kind=PartyKind.STATE, side=Side.NORTH),
    Party(role=Role.FIRST_PROVIDER, kind=PartyKind.STATE, side=Side.SOUTH),
)


def reachable(pair: Pair) -> frozenset[Modality]:
    """Try an offer that names no role in either role of a provider."""
    offer, need = pair.offer.party, pair.need.party
    found = _reachable(offer, need)
    if pair.offer.role is None:
        found |= _reachable(replace(offer, role=Role.SECOND_PROVIDER), need)
    return found


@lru_cache(maxsize=20_000)
def _reachable(offer: Party, need: Party) -> frozenset[Modality]:
    settings = [(offer, need), *((offer, need, joiner) for joiner in JOINERS)]
    found = (modality_of(parties).modality for parties in settings)
    return frozenset(modality for modality in found if modality is not None)


def accepted_by_both(pair: Pair) -> frozenset[Modality] | None:
    """Give None where nothing can be judged: neither has said anything, or a side is not known.

    Postings accept South-South cooperation as such, so its regional form is accepted with it.
    """
    if not (pair.offer.party.has_known_side and pair.need.party.has_known_side):
        return None
    stated = [accepted for accepted in (pair.offer.modalities, pair.need.modalities) if accepted]
    if not stated:
        return None
    both = frozenset.intersection(*stated)
    return both | {Modality.REGIONAL} if Modality.SOUTH_SOUTH in both else both
