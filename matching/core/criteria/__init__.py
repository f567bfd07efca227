"""The criteria, in the order in which parts are stored and shown. To add one: a module, a line here."""

from matching.core.criteria.criterion import Criterion
from matching.core.criteria.delivery import DELIVERY
from matching.core.criteria.financing import FINANCING
from matching.core.criteria.geography import GEOGRAPHY
from matching.core.criteria.languages import LANGUAGES
from matching.core.criteria.meaning import MEANING
from matching.core.criteria.modality import MODALITY
from matching.core.criteria.period import PERIOD
from matching.core.criteria.text import TEXT
from matching.core.criteria.theme import THEME
from matching.core.frozen import Generation

CRITERIA: tuple[Criterion, ...] = (
    THEME,
    TEXT,
    MODALITY,
    LANGUAGES,
    GEOGRAPHY,
    PERIOD,
    DELIVERY,
    FINANCING,
)
# Raised with every change that gives another score, or other blockers, for the same pair and generation.
SCORER = 3
USUAL_WEIGHTS = {criterion.id: criterion.weight for criterion in CRITERIA}

__all__ = [
    "CRITERIA",
    "MEANING",
    "SCORER",
    "TEXT",
    "USUAL_WEIGHTS",
    "Criterion",
    "criteria_of",
    "weighs_meaning",
]


def weighs_meaning(generation: Generation) -> bool:
    """Say whether a generation has the criterion of the second stage; the usual ones have not."""
    return bool(generation.weights.get(MEANING.id))


def criteria_of(generation: Generation) -> tuple[Criterion, ...]:
    """Give the criteria in the order of stored parts: that of the second stage comes last, where it has a weight."""
    return (*CRITERIA, MEANING) if weighs_meaning(generation) else CRITERIA
