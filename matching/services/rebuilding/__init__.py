"""Building a generation beside the one that serves, in pieces, by any number of workers; and the swap.

Everything goes by the database: pieces are claimed rows, inputs are numbers of postings, partial results and results are
rows. A worker that dies delays its piece by a lease; a message that is lost delays until the next sweep.
"""

from matching.services.rebuilding.auditing import begin_audit
from matching.services.rebuilding.clearing import forget_retired
from matching.services.rebuilding.fitting import LiveTexts, count_live_texts
from matching.services.rebuilding.pieces import continue_rebuild, retry_rebuild, sweep_rebuild
from matching.services.rebuilding.progress import Progress, find_progress
from matching.services.rebuilding.swapping import catch_up

__all__ = [
    "LiveTexts",
    "Progress",
    "begin_audit",
    "catch_up",
    "continue_rebuild",
    "count_live_texts",
    "find_progress",
    "forget_retired",
    "retry_rebuild",
    "sweep_rebuild",
]
