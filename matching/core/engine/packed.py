"""Points and what was possible in one number of 32 bits, so that a first look adds both up at once.

Points take the lowest bits, what was possible the next, and on top it is counted what blocks. Weights that are too
large for that are halved until they fit: points rounded up, what was possible rounded down, so that the ratio is never
too small.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.core.criteria import CRITERIA
from matching.core.criteria.criterion import FULL
from matching.core.criteria.geography import NEIGHBOURHOOD, PREFERENCE
from matching.core.criteria.theme import ONE_SHARED, SAME_AREA, SAME_GOAL, SAME_SECTOR
from matching.core.engine.coding import MISSING, ClassBook, Places
from matching.core.engine.columns import BLOCKED, POINTS_BITS, POINTS_MASK, TOP_COUNT
from matching.core.engine.compiled.rules import (
    GEOGRAPHY,
    THEME,
    Rule,
    Tables,
)
from matching.core.engine.packing import Joints, Packer
from matching.core.frozen import Generation
from matching.core.score import PER_MILLE
from matching.core.similarity import WHOLE

# Left free: every criterion may be rounded up.
LARGEST_TOTAL = POINTS_MASK - 64
# What two that share no theme may share instead, from most to least.
INSTEAD = (SAME_AREA, SAME_SECTOR, SAME_GOAL, 0)


class Tabulator:
    """The tables of a pool; made anew only when a search has met other classes."""

    def __init__(self, packer: Packer) -> None:
        self.packer = packer
        self._met: tuple[int, ...] = ()
        self._tables: Tables | None = None

    def tables(self) -> Tables:
        packer = self.packer
        met = (
            *(len(side) for book in packer.books for side in (book.asking, book.rows)),
            *(len(side) for joints in (packer.means, packer.terms) for side in joints),
            len(packer.origins),
            len(packer.sets),
            len(packer.languages),
        )
        if self._tables is None or met != self._met:
            self._tables, self._met = _tabulate(packer), met
        return self._tables


def rule_of(generation: Generation, *, letters: bool = True) -> Rule:
    """Thresholds as the least score in millionths that rounds to so many thousandths."""
    least = generation.thresholds
    suggestion, subject, near_text = (
        max(PER_MILLE * least[name] - PER_MILLE // 2, 0) for name in ("suggestion", "subject", "near_text")
    )
    return Rule(suggestion, subject, near_text, letters)


def _tabulate(packer: Packer) -> Tables:
    most = np.array([criterion.max_points(packer.generation) for criterion in CRITERIA], dtype=np.int64)
    shift = max(int(most.sum() - 1) // LARGEST_TOTAL, 0).bit_length()
    modality, languages, delivery, financing = packer.books
    origins = list(packer.origins)
    factors = packer.factors()
    return Tables(
        most=most,
        modality=modality.judge().points,
        modality_blocks=modality.judge().blocks,
        languages=languages.judge().points,
        languages_blocks=languages.judge().blocks,
        delivery=delivery.judge().points,
        financing=financing.judge().points,
        means=_joint(packer.means, modality, delivery, shift),
        terms=_joint(packer.terms, languages, financing, shift),
        geography=_geography(int(most[GEOGRAPHY]), shift),
        themes=_themes(int(most[THEME]), shift),
        origin_countries=np.array([country for country, _ in origins], dtype=np.int64),
        origin_groups=np.array([groups for _, groups in origins], dtype=np.uint64),
        sets=packer.sets_of_countries(),
        factors=factors,
        scales=(factors / WHOLE).astype(np.float32),
        shift=shift,
    )


def _packed(points: NDArray[np.int32], most: int, shift: int) -> NDArray[np.uint32]:
    rounded = -(-points.astype(np.int64) >> shift) | most >> shift << POINTS_BITS
    return np.where(points == MISSING, 0, rounded).astype(np.uint32)


def _joint(joints: Joints, one: ClassBook, other: ClassBook, shift: int) -> NDArray[np.uint32]:
    """What two criteria say together, by joint class of the one asking and of a row."""
    return _part(joints, 0, one, shift) + _part(joints, 1, other, shift)


def _part(joints: Joints, place: int, book: ClassBook, shift: int) -> NDArray[np.uint32]:
    asking, rows = (_classes(side, place) for side in joints)
    judged = book.judge()
    packed = _packed(judged.points, book.coded.criterion.max_points(book.generation), shift)
    return (packed + judged.blocks * np.uint32(BLOCKED))[np.ix_(asking, rows)]


def _classes(side: Places[tuple[int, int]], place: int) -> NDArray[np.intp]:
    return np.array([classes[place] for classes in side], dtype=np.intp)


def _points(fits: NDArray[np.int64], most: int) -> NDArray[np.int32]:
    return np.where(fits == MISSING, MISSING, (2 * fits * most + FULL) // (2 * FULL)).astype(np.int32)


def _geography(most: int, shift: int) -> NDArray[np.uint32]:
    """By state of three things: 0 where it cannot be judged, 2 where it holds, as digits of base 3."""
    one, groups, other = np.array(np.unravel_index(np.arange(27), (3, 3, 3)), dtype=np.int64)
    judged = PREFERENCE * (one > 0) + NEIGHBOURHOOD * (groups > 0) + PREFERENCE * (other > 0)
    held = PREFERENCE * (one > 1) + NEIGHBOURHOOD * (groups > 1) + PREFERENCE * (other > 1)
    fits = np.where(judged == 0, MISSING, FULL * held // np.maximum(judged, 1))
    return _packed(_points(fits, most), most, shift)


def _themes(most: int, shift: int) -> NDArray[np.uint32]:
    """By what they share instead, count of themes of the one asking, of themes shared, and of those of a row."""
    size = TOP_COUNT + 1
    instead, own, shared, count = np.indices((len(INSTEAD), size, size, size))
    either = np.maximum(np.minimum(own, count), 1)
    fits = ONE_SHARED + (FULL - ONE_SHARED) * np.minimum(shared, either) // either
    fits = np.where(shared == 0, np.array(INSTEAD)[instead], fits)
    return _packed(_points(np.where((own == 0) | (count == 0), MISSING, fits), most), most, shift)
