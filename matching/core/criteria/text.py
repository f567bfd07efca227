"""Text: what the two say, across languages; the strongest shared words as both wrote them."""

from __future__ import annotations

from matching.core.criteria.criterion import Criterion
from matching.core.pair import Pair, vector_of
from matching.core.score import Evidence
from matching.core.similarity import similarities
from matching.core.vectors import weight_of
from vocabulary.core.features import TextFeatures

MOST_EVIDENCE = 5


def _fit(pair: Pair) -> int | None:
    offer = vector_of(pair.offer, pair.generation)
    need = vector_of(pair.need, pair.generation)
    if offer.is_empty or need.is_empty:
        return None
    return int(similarities(offer, [need], pair.generation)[0])


def _evidence(pair: Pair) -> tuple[Evidence, ...]:
    offer, need = pair.offer.text, pair.need.text
    found: list[Evidence] = []
    for name in _strongest(pair):
        surfaces = (offer.surfaces[name], need.surfaces[name])
        if not _is_told(surfaces, found):
            code = "shared_concept" if name.startswith("c:") else "shared_word"
            found.append(Evidence(code, (name[2:], *surfaces)))
        if len(found) == MOST_EVIDENCE:
            break
    return tuple(found)


def _strongest(pair: Pair) -> list[str]:
    offer, need = _weights(pair.offer.text, pair), _weights(pair.need.text, pair)
    return sorted(offer.keys() & need.keys(), key=lambda name: (-offer[name] * need[name], name))


def _weights(text: TextFeatures, pair: Pair) -> dict[str, int]:
    """Weigh what stands in the text as somebody wrote it."""
    return {
        name: weight_of(name, count, pair.generation) for name, count in text.counts if name in text.surfaces
    }


def _is_told(surfaces: tuple[str, str], found: list[Evidence]) -> bool:
    """Pass over a word where a phrase that holds it, on both sides, is shown already."""
    return any(surfaces[0] in str(told.values[1]) and surfaces[1] in str(told.values[2]) for told in found)


TEXT = Criterion(id="text", weight=30, fit=_fit, evidence=_evidence)
