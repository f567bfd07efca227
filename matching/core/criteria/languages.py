"""Working languages: a shared one, one that the other side reads, or interpretation."""

from __future__ import annotations

from matching.core.criteria.criterion import FULL, Criterion
from matching.core.pair import Pair
from matching.core.score import Evidence

# Officials who work in Spanish and in Portuguese commonly follow each other.
UNDERSTOOD = frozenset({"es", "pt"})
UNDERSTOOD_FIT = 6_000
INTERPRETED_FIT = 2_500


def _fit(pair: Pair) -> int | None:
    offered, asked = pair.offer.languages, pair.need.languages
    if not offered or not asked:
        return None
    if offered & asked:
        return FULL
    return UNDERSTOOD_FIT if _are_understood(pair) else INTERPRETED_FIT


def _are_understood(pair: Pair) -> bool:
    return bool(pair.offer.languages & UNDERSTOOD and pair.need.languages & UNDERSTOOD)


def _evidence(pair: Pair) -> tuple[Evidence, ...]:
    offered, asked = pair.offer.languages, pair.need.languages
    if not offered or not asked:
        return ()
    if shared := offered & asked:
        return tuple(Evidence("shared_language", (code,)) for code in sorted(shared))
    code = "languages_understood" if _are_understood(pair) else "interpretation_needed"
    return (Evidence(code, (",".join(sorted(offered)), ",".join(sorted(asked)))),)


LANGUAGES = Criterion(id="languages", weight=10, fit=_fit, evidence=_evidence)
