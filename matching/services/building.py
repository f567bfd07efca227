"""Building a generation beside the one that serves, and the swap."""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction

from jobs.services import ring
from matching.choices import GenerationStatus
from matching.models import Generation
from matching.services.generations import lock_matching, serving_generation
from matching.services.listing import bring_up_to_date
from matching.services.pools import open_pools
from matching.services.readings import UNREADABLE, fetch_due
from matching.services.twins import TWINS, Twin

logger = logging.getLogger(__name__)


def catch_up(*, at: datetime) -> bool:
    """Bring the generation that is built up to date with what changed meanwhile, then swap; says whether it serves.

    A posting that cannot be read holds up nothing: it stays due, and fails when its own turn comes.
    """
    failed: set[tuple[str, int]] = set()
    while (building := Generation.objects.building().first()) is not None:
        for twin in TWINS.values():
            for pk in twin.behind(building).values_list("pk", flat=True):
                if (twin.name, pk) not in failed and not _catch_up_with(twin, pk, building, at):
                    failed.add((twin.name, pk))
        if _swap(building, failed, at):
            return True
    return False


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
def _swap(building: Generation, failed: set[tuple[str, int]], at: datetime) -> bool:
    """Swap unless something that is up to date with the serving generation is not with this one."""
    lock_matching()
    serving = serving_generation()
    if not Generation.objects.building().filter(pk=building.pk).exists():
        return False
    for twin in TWINS.values():
        late = twin.behind(building).exclude(pk__in=twin.behind(serving).values("pk"))
        if any((twin.name, pk) not in failed for pk in late.values_list("pk", flat=True)):
            return False
    building.pieces.all().delete()
    Generation.objects.serving().update(status=GenerationStatus.RETIRED)
    Generation.objects.filter(pk=building.pk).update(status=GenerationStatus.SERVING, finished_at=at)
    ring("matching.due")
    return True
