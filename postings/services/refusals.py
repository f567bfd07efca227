"""Why a step or a save of a posting is refused."""

from django.utils.functional import Promise

from postings.models import Posting


class TransitionNotAllowed(Exception):
    """The table has no such step from this status, or not for this person."""


class CommentRequired(TransitionNotAllowed):
    """The step needs a comment and none was given."""


class IncompletePosting(TransitionNotAllowed):
    """The posting cannot be in the status that the step leads to; `errors` says why, by field name."""

    def __init__(self, errors: dict[str, str | Promise]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


class StaleRevision(Exception):
    """Somebody saved in between; `current` is the row as it stands now."""

    def __init__(self, current: Posting) -> None:
        super().__init__(current.reference)
        self.current = current
