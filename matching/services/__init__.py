from matching.services.decisions import (
    AlreadyDecided,
    MatchBlocked,
    NoSuchMatch,
    accept_match,
    dismiss_match,
    undo_decision,
)
from matching.services.explaining import Explanation, explain_decision, explain_match, stored_parts
from matching.services.generations import ensure_generation, serving_generation
from matching.services.scoring import count_behind, match_due_postings, retry_parked_postings

__all__ = [
    "AlreadyDecided",
    "Explanation",
    "MatchBlocked",
    "NoSuchMatch",
    "accept_match",
    "count_behind",
    "dismiss_match",
    "ensure_generation",
    "explain_decision",
    "explain_match",
    "match_due_postings",
    "retry_parked_postings",
    "serving_generation",
    "stored_parts",
    "undo_decision",
]
