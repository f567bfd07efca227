"""Match cards: the parts of a score as bars and sentences."""

from matching.charts.blockers import say_blocker
from matching.charts.cards import (
    Card,
    cards_of_decisions,
    cards_of_matches,
)
from matching.charts.modality import say_modality
from matching.charts.names import Names
from matching.charts.raises import say_change
from matching.charts.sentences import say_evidence

__all__ = [
    "Card",
    "Names",
    "cards_of_decisions",
    "cards_of_matches",
    "say_blocker",
    "say_change",
    "say_evidence",
    "say_modality",
]
