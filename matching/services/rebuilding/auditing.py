"""The nightly audit: everything is worked out anew from the postings, aside, and compared with what serves.

The stored matches are a function of the live postings and the generation, so that any difference is a fault of ours. It
is told to the staff with its figures, and what was worked out anew takes over, which heals lists and matches alike.
"""

import logging
from collections import Counter
from datetime import datetime

from django.db import connection, transaction

from accounts.choices import Role
from accounts.models import User
from jobs.core.days import day_of_record
from matching.models import Generation
from matching.services.generations import begin_anew, lock_matching
from matching.services.twins import TWINS
from notices.services import notify

logger = logging.getLogger(__name__)

MISSING, SURPLUS, CHANGED = "missing", "surplus", "changed"
# So many differing pairs are written to the log.
MOST_LOGGED = 20
COMPARE = """
SELECT offer_id, need_id,
       CASE WHEN stored.id IS NULL THEN %(missing)s WHEN anew.id IS NULL THEN %(surplus)s ELSE %(changed)s END
FROM (SELECT * FROM matching_match WHERE generation_id = %(serving)s) AS stored
FULL JOIN (SELECT * FROM matching_match WHERE generation_id = %(audit)s) AS anew USING (offer_id, need_id)
WHERE stored.id IS NULL OR anew.id IS NULL OR (
    stored.offer_revision, stored.need_revision, stored.score, stored.band, stored.parts, stored.blockers
) IS DISTINCT FROM (anew.offer_revision, anew.need_revision, anew.score, anew.band, anew.parts, anew.blockers)
ORDER BY offer_id, need_id
"""


@transaction.atomic
def begin_audit(*, at: datetime) -> Generation | None:
    """Begin one, unless something is being built already or nothing serves."""
    lock_matching()
    if Generation.objects.building().exists() or not Generation.objects.serving().exists():
        return None
    return begin_anew(at=at, is_audit=True)


def is_confirmed(serving: Generation, *, by: Generation, at: datetime) -> bool:
    """Compare all columns but the key and the moment of scoring; tell the staff of any difference. The lock is held.

    While postings wait to be matched there is nothing to compare: what they displace differs rightly.
    """
    if any(twin.behind(serving).exists() for twin in TWINS.values()):
        logger.warning("the audit of %s compared nothing: postings wait to be matched", serving)
        return True
    with connection.cursor() as cursor:
        names = {name: name for name in (MISSING, SURPLUS, CHANGED)}
        cursor.execute(COMPARE, {"serving": serving.pk, "audit": by.pk, **names})
        found = cursor.fetchall()
    if not found:
        logger.info("the audit confirmed %s", serving)
        return True
    _tell(serving, found, at)
    return False


def _tell(serving: Generation, found: list[tuple[int, int, str]], at: datetime) -> None:
    figures = Counter({MISSING: 0, SURPLUS: 0, CHANGED: 0})
    figures.update(kind for _offer, _need, kind in found)
    logger.error("the audit of %s found %s, first %s", serving, dict(figures), found[:MOST_LOGGED])
    notify(
        recipients=User.objects.holding(Role.SECRETARIAT, Role.ADMINISTRATOR, on=day_of_record(at)),
        event="match.audit",
        template="matching/notices/audit",
        params={"generation": str(serving), **figures},
        target_name="secretariat:rebuild",
        at=at,
    )
