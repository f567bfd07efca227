"""Criteria and constraints that depend on few, coarse facts: judged once per pair of classes, by themselves."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.core.constraints import modality_impossible, no_shared_language
from matching.core.criteria.criterion import Criterion
from matching.core.criteria.delivery import DELIVERY
from matching.core.criteria.financing import FINANCING
from matching.core.criteria.languages import LANGUAGES
from matching.core.criteria.modality import MODALITY
from matching.core.frozen import Generation
from matching.core.pair import Pair, pair_of
from matching.core.profile import NO_TEXT, Profile
from matching.core.score import Blocker

MISSING, UNKNOWN = -1, -2
# Classes are stored in 16 bits.
MOST_CLASSES = 1 << 16
# Most postings name the same few sets of codes; past this they are forgotten.
MOST_MASKS = 1 << 14
Fact = TypeVar("Fact", bound=Hashable)


class TooManyCodesError(ValueError):
    """More codes of a kind than there is room for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """`facts` must hold everything that `criterion` and `constraint` look at, of a profile of either side."""

    criterion: Criterion
    facts: Callable[[Profile], Hashable]
    constraint: Callable[[Pair], Blocker | None] | None = None


# In the order of the fields of ROW.
CODED = (
    Coded(
        criterion=MODALITY,
        facts=lambda profile: (profile.role, profile.kind, profile.country_side, profile.modalities),
        constraint=modality_impossible,
    ),
    Coded(
        criterion=LANGUAGES,
        facts=lambda profile: (profile.languages, profile.accepts_interpretation),
        constraint=no_shared_language,
    ),
    Coded(criterion=DELIVERY, facts=lambda profile: profile.delivery),
    Coded(criterion=FINANCING, facts=lambda profile: profile.financing),
)


class Places(Generic[Fact]):
    """Facts -> small numbers, in order of first sight."""

    def __init__(self, kind: str, most: int) -> None:
        self.kind = kind
        self.most = most
        self._places: dict[Fact, int] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._places)

    def place(self, fact: Fact) -> int:
        found = self._places.setdefault(fact, len(self._places))
        if found >= self.most:
            raise TooManyCodesError(f"more than {self.most} {self.kind}")
        return found


class CodePlaces(Places[str]):
    """Codes, and sets of them as bits at their places."""

    def __init__(self, kind: str, most: int) -> None:
        super().__init__(kind, most)
        self._masks: dict[frozenset[str], int] = {}

    def mask(self, codes: frozenset[str]) -> int:
        found = self._masks.get(codes)
        if found is None:
            if len(self._masks) >= MOST_MASKS:
                self._masks = {}
            found = self._masks[codes] = sum(1 << self.place(code) for code in codes)
        return found


class Judgements(NamedTuple):
    """By class of the one asking and class of a row: points, MISSING where data is, and whether it blocks."""

    points: NDArray[np.int32]
    blocks: NDArray[np.bool_]


class ClassBook:
    """Classes of one coded criterion on both sides, and what it says of pairs of them."""

    def __init__(self, coded: Coded, generation: Generation) -> None:
        self.coded = coded
        self.generation = generation
        self.asking: dict[Hashable, tuple[int, Profile]] = {}
        self.rows: dict[Hashable, tuple[int, Profile]] = {}
        self._known = Judgements(np.zeros((0, 0), dtype=np.int32), np.zeros((0, 0), dtype=np.bool_))

    def class_of(self, profile: Profile, *, asks: bool) -> int:
        facts = self.coded.facts(profile)
        side = self.asking if asks else self.rows
        found = side.get(facts)
        if found is not None:
            return found[0]
        if len(side) >= MOST_CLASSES:
            raise TooManyCodesError(f"more than {MOST_CLASSES} classes of {self.coded.criterion.id}")
        # Kept for as long as the pool is, so without its text.
        side[facts] = len(side), replace(profile, text=NO_TEXT, vector=None)
        return len(side) - 1

    def judge(self) -> Judgements:
        """All pairs of classes; only those not met before are worked out."""
        shape = len(self.asking), len(self.rows)
        if self._known.points.shape != shape:
            self._known = self._extended(shape)
        return self._known

    def _extended(self, shape: tuple[int, int]) -> Judgements:
        found = Judgements(np.full(shape, UNKNOWN, dtype=np.int32), np.zeros(shape, dtype=np.bool_))
        ones, others = self._known.points.shape
        for new, old in zip(found, self._known, strict=True):
            new[:ones, :others] = old
        asking = [profile for _, profile in self.asking.values()]
        rows = [profile for _, profile in self.rows.values()]
        for one, other in np.argwhere(found.points == UNKNOWN).tolist():
            found.points[one, other], found.blocks[one, other] = self._judge(asking[one], rows[other])
        return found

    def _judge(self, one: Profile, other: Profile) -> tuple[int, bool]:
        pair = pair_of(one, other, self.generation)
        points = self.coded.criterion.points(self.coded.criterion.fit(pair), self.generation)
        blocks = self.coded.constraint is not None and self.coded.constraint(pair) is not None
        return (MISSING if points is None else points), blocks
