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
from matching.services.generations import (
    begin_generation,
    ensure_generation,
    rebuild_matches,
    serving_generation,
)
from matching.services.introductions import (
    NoSuchAcceptance,
    find_unintroduced,
    record_introduction,
)
from matching.services.rebuilding import (
    Progress,
    begin_audit,
    continue_rebuild,
    find_progress,
    forget_retired,
    retry_rebuild,
    sweep_rebuild,
)
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
    "NoSuchAcceptance",
    "NoSuchMatch",
    "NotTheSecretariat",
    "Progress",
    "Uncovered",
    "UncoveredWord",
    "accept_match",
    "begin_audit",
    "begin_generation",
    "continue_rebuild",
    "count_behind",
    "dismiss_match",
    "ensure_generation",
    "explain_decisions",
    "explain_matches",
    "find_contact",
    "find_obstacles",
    "find_progress",
    "find_uncovered_words",
    "find_unintroduced",
    "forget_retired",
    "is_behind",
    "match_due_postings",
    "rebuild_matches",
    "record_introduction",
    "rematch_everything",
    "retry_parked_postings",
    "retry_rebuild",
    "serving_generation",
    "stored_parts",
    "sweep_rebuild",
    "undo_decision",
]
