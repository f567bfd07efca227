from postings.services.completeness import MOST_THEMES, find_errors, latest_day
from postings.services.finding import find_visible
from postings.services.indexing import index_posting, index_postings
from postings.services.references import allocate_reference
from postings.services.refusals import (
    CommentRequired,
    IncompletePosting,
    StaleRevision,
    TransitionNotAllowed,
)
from postings.services.transitions import VALIDITY, acts_as, apply_transition, find_transitions
from postings.services.translating import save_translation
from postings.services.validity import expire_postings, remind_owners, watch_validity
from postings.services.writing import copy_posting, create_posting, edit_posting, review_changes

__all__ = [
    "MOST_THEMES",
    "VALIDITY",
    "CommentRequired",
    "IncompletePosting",
    "StaleRevision",
    "TransitionNotAllowed",
    "acts_as",
    "allocate_reference",
    "apply_transition",
    "copy_posting",
    "create_posting",
    "edit_posting",
    "expire_postings",
    "find_errors",
    "find_transitions",
    "find_visible",
    "index_posting",
    "index_postings",
    "latest_day",
    "remind_owners",
    "review_changes",
    "save_translation",
    "watch_validity",
]
