"""What a search knows of pairs of classes, and what it asks of a suggestion, as arrays and numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.core.ceilings import floors, least_precise
from matching.core.criteria import CRITERIA
from matching.core.criteria.criterion import FULL
from matching.core.criteria.theme import ONE_SHARED, SAME_AREA, SAME_GOAL, SAME_SECTOR
from matching.core.engine.columns import TOP_COUNT
from matching.core.engine.compiled.rules import THEME, Rule, Tables
from matching.core.engine.packing import Packer
from matching.core.frozen import Generation
from matching.core.similarity import WHOLE


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
            len(packer.terms),
            len(packer.origins),
            len(packer.languages),
        )
        if self._tables is None or met != self._met:
            self._tables, self._met = _tabulate(packer), met
        # Nearly every posting names other countries.
        return self._tables._replace(sets=packer.sets_of_countries())


def rule_of(generation: Generation, *, letters: bool = True) -> Rule:
    """Thresholds in millionths; that of a suggestion as low as may pass it with meaning, where that has a weight."""
    suggestion, subject, near_text = (
        least_precise(generation, name) for name in ("suggestion", "subject", "near_text")
    )
    lowest = int(floors(np.array([suggestion]), generation)[0])
    return Rule(lowest, subject, near_text, letters)


def _tabulate(packer: Packer) -> Tables:
    modality, languages, delivery, financing = (book.judge() for book in packer.books)
    factors = packer.factors()
    most = np.array([criterion.max_points(packer.generation) for criterion in CRITERIA], dtype=np.int64)
    return Tables(
        most=most,
        modality=modality.points,
        modality_blocks=modality.blocks,
        languages=languages.points,
        languages_blocks=languages.blocks,
        delivery=delivery.points,
        financing=financing.points,
        terms=np.array(list(packer.terms), dtype=np.int64).reshape(len(packer.terms), 3),
        origin_countries=np.array([country for country, _ in packer.origins], dtype=np.int64),
        origin_groups=np.array([groups for _, groups in packer.origins], dtype=np.uint64),
        themes=_themes(most[THEME]),
        sets=packer.sets_of_countries(),
        factors=factors,
        scales=(factors / WHOLE).astype(np.float32),
    )


def _themes(most: np.int64) -> NDArray[np.float32]:
    """Points at best, by count of themes of the one asking, of themes shared, and of those of a row."""
    own, shared, count = np.indices((TOP_COUNT + 1,) * 3)
    either = np.maximum(np.minimum(own, count), 1)
    fits = ONE_SHARED + (FULL - ONE_SHARED) * np.minimum(shared, either) / either
    fits = np.where(shared == 0, max(SAME_AREA, SAME_SECTOR, SAME_GOAL), fits)
    return np.where((own == 0) | (count == 0), 0, fits * most / FULL).astype(np.float32)
