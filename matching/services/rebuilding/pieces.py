"""Pieces of work: which is next, and doing one."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError, transaction
from django.db.models import Case, F, Min, Value, When

from jobs.querysets import DueWorkQuerySet
from jobs.services import claim, record_failure, retry_parked
from matching.choices import GenerationStatus
from matching.models import Generation, Piece
from matching.services.generations import thaw
from matching.services.planning import Stage, call_workers
from matching.services.readings import UNREADABLE
from matching.services.rebuilding import fitting, merging, reading, searching
from matching.services.rebuilding.register import forget_register
from matching.services.rebuilding.swapping import catch_up
from matching.services.scoring import match_due_postings
from matching.services.twins import TWINS, Twin
from postings.services import index_postings

logger = logging.getLogger(__name__)

# What a killed worker held waits this long; done twice is done once, so that a piece may take longer.
LEASE, LONG_LEASE = timedelta(seconds=30), timedelta(seconds=90)
# Stages of one piece, which has to do with all postings.
LONG = frozenset({Stage.FIT, Stage.SWAP})
# A worker goes back to its queue after this long, so that other work has its turn.
TURN_SECONDS = 2.0
SIDES: dict[str, Twin] = {twin.name: twin for twin in TWINS.values()}


@transaction.atomic
def retry_rebuild(*, at: datetime) -> int:
    """Give the pieces that failed another five attempts; returns how many."""
    parked = list(_waiting().parked())
    for piece in parked:
        retry_parked(piece, at=at)
    if parked:
        call_workers()
    return len(parked)


def sweep_rebuild(*, at: datetime) -> None:
    """Go on with a rebuild that no worker is at any more: a message was lost, or a worker."""
    open_pieces = _waiting()
    if open_pieces.exists() and not open_pieces.filter(leased_until__gt=at).exists():
        call_workers()


def continue_rebuild(*, at: datetime) -> int:
    """Do pieces for a while, then call again while there are more; returns how many were done."""
    done, start = 0, time.monotonic()
    while (piece := _claim_next(at + timedelta(seconds=time.monotonic() - start))) is not None:
        _do(piece, at)
        done += 1
        if time.monotonic() - start > TURN_SECONDS:
            call_workers(1)
            break
    return done


def _claim_next(at: datetime) -> Piece | None:
    """Lease a piece of the earliest stage, if it may be one of the shard that this process holds."""
    if not Generation.objects.building().exists():
        searching.forget_shard()
        forget_register()
    waiting = _waiting()
    stage = waiting.aggregate(stage=Min("stage"))["stage"]
    _generation, side, first, last = searching.held_shard() or (0, "", 0, 0)
    held = When(side=side, pool_first=first, pool_last=last, then=Value(0))
    order = Case(held, default=Value(1))
    found = claim(
        waiting.filter(stage=stage).order_by(order, "pk"),
        at=at,
        limit=1,
        lease=LONG_LEASE if stage in LONG else LEASE,
    )
    return found[0] if found else None


def _waiting() -> DueWorkQuerySet[Piece]:
    """What is left to do for the generation that is built, and then for the one that serves."""
    current = Generation.objects.exclude(status=GenerationStatus.RETIRED)
    return Piece.objects.filter(generation__in=current.values("pk"), is_done=False)


def _do(piece: Piece, at: datetime) -> None:
    """Do a piece; a failure is counted on its row, unless another request has ended all of this meanwhile."""
    try:
        if piece.stage == Stage.SWAP:
            if piece.generation.is_audit:
                match_due_postings(at=at)
            catch_up(piece.generation, at=at)
        else:
            _finish(piece, _work(piece, at))
    except (ArithmeticError, *UNREADABLE, DatabaseError) as error:
        if Piece.objects.filter(pk=piece.pk).exists():
            logger.exception("a piece of a rebuild failed: %s", piece)
            record_failure(piece, at=at, error=repr(error))


def _work(piece: Piece, at: datetime) -> Callable[[], object]:
    """Work out a piece; what it gives writes the result."""
    if piece.stage == Stage.FIT:
        return partial(fitting.write_fitted, fitting.fit(piece.generation), piece.generation)
    if piece.stage == Stage.INDEX:
        model = SIDES[piece.side].model
        pks = model.objects.filter(pk__range=(piece.first, piece.last)).values_list("pk", flat=True)
        return partial(index_postings, model, list(pks))
    twin, generation, frozen = SIDES[piece.side], piece.generation, thaw(piece.generation)
    if piece.stage == Stage.READ:
        return partial(reading.write_readings, reading.read_piece(piece, twin, frozen), piece, twin)
    if piece.stage == Stage.SEARCH:
        return partial(searching.write_found, searching.search_piece(piece, twin, frozen), piece)
    return partial(merging.write_merged, merging.merge_piece(piece, twin, frozen, at=at), twin, generation)


@transaction.atomic
def _finish(piece: Piece, write: Callable[[], object]) -> None:
    """Write the result and mark the piece in one transaction; whoever comes late writes nothing."""
    locked = Piece.objects.select_for_update().filter(pk=piece.pk, is_done=False).first()
    if locked is None:
        return
    write()
    Piece.objects.filter(pk=piece.pk).update(is_done=True)
    Generation.objects.filter(pk=piece.generation_id, done__lt=F("total")).update(done=F("done") + 1)
    left = Piece.objects.filter(generation=piece.generation_id, is_done=False)
    if left.exists() and not left.filter(stage=piece.stage).exists():
        call_workers()
