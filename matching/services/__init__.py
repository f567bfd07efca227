from matching.services.contacts import Contact, find_contact
from matching.services.decisions import (
    HIDDEN_FROM_PARTY,
    AlreadyDecided,
    MatchBlocked,
    NoSuchMatch,
    NotTheSecretariat,
    accept_match,
    dismiss_match,
    find_obstacles,
    undo_decision,
)
from matching.services.explaining import (
    Explanation,
    explain_decisions,
    explain_matches,
    stored_parts,
)
from matching.services.generations import ensure_generation, serving_generation
from matching.services.scoring import (
    count_behind,
    is_behind,
    match_due_postings,
    rematch_everything,
    retry_parked_postings,
)
from matching.services.uncovered import Uncovered, UncoveredWord, find_uncovered_words

__all__ = [
    "HIDDEN_FROM_PARTY",
    "AlreadyDecided",
    "Contact",
    "Explanation",
    "MatchBlocked",
    "NoSuchMatch",
    "NotTheSecretariat",
    "Uncovered",
    "UncoveredWord",
    "accept_match",
    "count_behind",
    "dismiss_match",
    "ensure_generation",
    "explain_decisions",
    "explain_matches",
    "find_contact",
    "find_obstacles",
    "find_uncovered_words",
    "is_behind",
    "match_due_postings",
    "rematch_everything",
    "retry_parked_postings",
    "serving_generation",
    "stored_parts",
    "undo_decision",
]
