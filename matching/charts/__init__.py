"""Match cards: the parts of a score as bars and sentences."""

from matching.charts.blockers import say_blocker
from matching.charts.cards import Card, build_card
from matching.charts.modality import say_modality
from matching.charts.names import Names
from matching.charts.sentences import say_evidence

__all__ = [
    "Card",
    "Names",
    "build_card",
    "say_blocker",
    "say_evidence",
    "say_modality",
]
