from postings.services.indexing import index_posting
from postings.services.transitions import (
    MOST_THEMES,
    VALIDITY,
    CommentRequired,
    IncompletePosting,
    TransitionNotAllowed,
    acts_as,
    apply_transition,
    expire_postings,
    find_transitions,
)
from postings.services.writing import (
    StaleRevision,
    copy_posting,
    create_posting,
    edit_posting,
    review_changes,
    save_translation,
)

__all__ = [
    "MOST_THEMES",
    "VALIDITY",
    "CommentRequired",
    "IncompletePosting",
    "StaleRevision",
    "TransitionNotAllowed",
    "acts_as",
    "apply_transition",
    "copy_posting",
    "create_posting",
    "edit_posting",
    "expire_postings",
    "find_transitions",
    "index_posting",
    "review_changes",
    "save_translation",
]
