"""Everything that a score depends on besides its pair, frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypedDict, cast

from matching.core.frequencies import UNMET, inverse_frequency
from matching.core.grams import GramTable
from matching.core.scales import Scale

FACTOR_UNIT = 64
LARGEST_WEIGHT = 255
FIGURES = ("featuriser", "scorer", "documents")
TABLES = ("frequencies", "language_factors", "weights", "thresholds")


class StoredGeneration(TypedDict):
    featuriser: int
    scorer: int
    thesaurus: str
    documents: int
    frequencies: dict[str, int]
    language_factors: dict[str, int]
    weights: dict[str, int]
    thresholds: dict[str, int]


# No slots: the digest and the table of grams are worked out once per object.
@dataclass(frozen=True, kw_only=True)
class Generation:
    """`frequencies` says in how many of the `documents` a feature stands; `thesaurus` is a digest.

    `language_factors` are by pair, as `en-es`, in units of FACTOR_UNIT; `weights` by criterion, 0 to 255;
    `thresholds` are those of `matching.core.bands`.
    """

    featuriser: int
    scorer: int
    thesaurus: str
    documents: int
    frequencies: Mapping[str, int]
    language_factors: Mapping[str, int]
    weights: Mapping[str, int]
    thresholds: Mapping[str, int]

    def __post_init__(self) -> None:
        wrong = [name for name, weight in self.weights.items() if not 0 <= weight <= LARGEST_WEIGHT]
        if wrong or not any(self.weights.values()):
            raise ValueError(f"weights must be from 0 to {LARGEST_WEIGHT}, and one above 0: {wrong}")

    @cached_property
    def digest(self) -> str:
        canonical = json.dumps(self.as_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def idf(self, feature: str) -> int:
        return inverse_frequency(self.frequencies.get(feature, UNMET), self.documents)

    @cached_property
    def grams(self) -> GramTable:
        skeletons = {
            name.removeprefix("w:"): frequency
            for name, frequency in self.frequencies.items()
            if name.startswith("w:")
        }
        return GramTable(skeletons, self.documents)

    @cached_property
    def scale(self) -> Scale:
        return Scale(self.frequencies, self.documents, self.grams)

    def factor(self, one: str, other: str) -> int:
        return self.language_factors.get(language_pair(one, other), FACTOR_UNIT)

    def as_dict(self) -> StoredGeneration:
        return {
            "featuriser": self.featuriser,
            "scorer": self.scorer,
            "thesaurus": self.thesaurus,
            "documents": self.documents,
            "frequencies": dict(self.frequencies),
            "language_factors": dict(self.language_factors),
            "weights": dict(self.weights),
            "thresholds": dict(self.thresholds),
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Generation:
        """Raises ValueError where a figure is none, and TypeError where one is missing or unknown."""
        wrong = [name for name in FIGURES if not _counts(stored.get(name))]
        wrong += [
            name
            for name in TABLES
            if not isinstance(found := stored.get(name), dict) or not all(map(_counts, found.values()))
        ]
        if wrong:
            raise ValueError(f"whole numbers from 0 on are expected as {', '.join(wrong)}")
        return cls(**cast("StoredGeneration", dict(stored)))


def _counts(figure: object) -> bool:
    return isinstance(figure, int) and figure >= 0


def language_pair(one: str, other: str) -> str:
    return "-".join(sorted((one, other)))
