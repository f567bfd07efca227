"""The last stage: what changed while a generation was built, then the swap, or the comparison of an audit."""

import logging
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import F

from jobs.services import ring
from matching.choices import GenerationStatus
from matching.models import Generation, Match
from matching.services.generations import lock_matching, serving_generation, thaw
from matching.services.listing import bring_up_to_date
from matching.services.planning import plan_indexing
from matching.services.pools import open_pools
from matching.services.readings import UNREADABLE, fetch_due
from matching.services.rebuilding.auditing import is_confirmed
from matching.services.standings import NO_LISTS
from matching.services.twins import TWINS, Twin
from postings.workflow import LIVE
from vocabulary.services import serve_thesaurus

logger = logging.getLogger(__name__)


def catch_up(building: Generation, *, at: datetime) -> bool:
    """Bring a generation whose pieces are done up to date with what changed meanwhile, then close it; says whether that was done.

    A posting that cannot be read holds up nothing: it stays due, and fails when its own turn comes.
    """
    _analyze()
    open_pools(building, keep=[serving_generation().pk]).load(building)
    failed: set[tuple[str, int]] = set()
    while Generation.objects.building().filter(pk=building.pk).exists():
        for twin in TWINS.values():
            _stand_aside(twin, building)
            for pk in twin.behind(building).values_list("pk", flat=True):
                if (twin.name, pk) not in failed and not _catch_up_with(twin, pk, building, at):
                    failed.add((twin.name, pk))
        if _close(building, failed, at):
            return True
    return False


def _analyze() -> None:
    """Have the planner know the new rows before anybody reads them."""
    tables = [Match, *(table for twin in TWINS.values() for table in (twin.vector, twin.standing))]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(table._meta.db_table for table in tables)}")


def _stand_aside(twin: Twin, building: Generation) -> None:
    """Note at once all that are not live and that nobody's list holds."""
    listed = twin.vector.objects.filter(generation=building)
    rows = twin.behind(building).exclude(status__in=LIVE).exclude(pk__in=listed.values("posting"))
    no_lists = NO_LISTS.as_fields()
    standings: list[Any] = [
        twin.standing(
            posting_id=pk,
            generation=building,
            revision=revision,
            reading=building.reading,
            is_live=False,
            entered=0,
            changed=0,
            **no_lists,
        )
        for pk, revision in rows.values_list("pk", "revision")
    ]
    twin.standing.objects.bulk_create(standings, batch_size=2_000, ignore_conflicts=True)


def _catch_up_with(twin: Twin, pk: int, building: Generation, at: datetime) -> bool:
    try:
        with transaction.atomic():
            lock_matching()
            fresh = Generation.objects.building().filter(pk=building.pk).first()
            if fresh is None:
                return True
            pools = open_pools(fresh, keep=[serving_generation().pk])
            pools.follow(fresh)
            bring_up_to_date(fetch_due(twin.model, pk), fresh, pools, at=at)
    except (ArithmeticError, *UNREADABLE, DatabaseError):
        logger.warning("%s %s cannot be matched yet for %s", twin.name, pk, building, exc_info=True)
        return False
    return True


@transaction.atomic
def _close(building: Generation, failed: set[tuple[str, int]], at: datetime) -> bool:
    """Close unless something that is up to date with the serving generation is not with this one."""
    lock_matching()
    serving = serving_generation()
    if not Generation.objects.building().filter(pk=building.pk).exists():
        return False
    for twin in TWINS.values():
        late = twin.behind(building).exclude(pk__in=twin.behind(serving).values("pk"))
        if any((twin.name, pk) not in failed for pk in late.values_list("pk", flat=True)):
            return False
    building.pieces.all().delete()
    if building.is_audit and is_confirmed(serving, by=building, at=at):
        _end(building, GenerationStatus.RETIRED, at)
        return True
    reads_otherwise = thaw(serving).thesaurus != thaw(building).thesaurus
    is_half_indexed = serving.pieces.filter(is_done=False).exists()
    serving.pieces.all().delete()
    Generation.objects.serving().update(status=GenerationStatus.RETIRED)
    _end(building, GenerationStatus.SERVING, at)
    serve_thesaurus(digest=thaw(building).thesaurus, at=at)
    if reads_otherwise or is_half_indexed:
        plan_indexing(building)
    ring("matching.due")
    return True


def _end(building: Generation, status: GenerationStatus, at: datetime) -> None:
    Generation.objects.filter(pk=building.pk).update(status=status, finished_at=at, done=F("total"))
    ring("matching.retired")
