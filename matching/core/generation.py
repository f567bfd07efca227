"""Everything that a score depends on besides its pair, frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vocabulary.core.features import TextFeatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """`weights` are uint8 per criterion id; `digest` is the SHA-256 of the canonical JSON."""

    featuriser: int
    thesaurus: str
    documents: int
    idf: Mapping[str, int]
    language_factors: Mapping[str, int]
    weights: Mapping[str, int]

    @property
    def digest(self) -> str:
        raise NotImplementedError

    def as_dict(self) -> dict[str, Any]:
        raise NotImplementedError

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Generation:
        raise NotImplementedError


def fit_generation(
    features: Iterable[TextFeatures],
    *,
    thesaurus: str,
    weights: Mapping[str, int] | None = None,
) -> Generation:
    raise NotImplementedError
