"""What retired generations leave behind: their rows of the engine go, their own row stays for the decisions that name it."""

import time
from collections.abc import Iterator

from django.db import connection

from jobs.services import ring
from matching.choices import GenerationStatus
from matching.models import Found, Generation, Match
from matching.services.twins import TWINS

# Rows deleted in one transaction: other writers wait no longer for the disk than that.
AT_ONCE = 20_000
# Then other work of the worker has its turn.
TURN_SECONDS = 1.0


def forget_retired() -> int:
    """Delete what is stored of generations that are used no more, a part at a time; returns how many rows went.

    After a while the rest is left to a next turn.
    """
    start, gone = time.monotonic(), 0
    for table, generations in _unused():
        while count := _forget(table, generations):
            gone += count
            if time.monotonic() - start > TURN_SECONDS:
                ring("matching.retired")
                return gone
    return gone


def _unused() -> Iterator[tuple[str, list[int]]]:
    """Tables, and the generations whose rows go: partial results are of use to the one that is built alone."""
    retired = Generation.objects.filter(status=GenerationStatus.RETIRED)
    built = Generation.objects.exclude(status=GenerationStatus.BUILDING)
    derived = (table for twin in TWINS.values() for table in (twin.vector, twin.standing))
    for model in (Match, *derived):
        yield model._meta.db_table, list(retired.values_list("pk", flat=True))
    yield Found._meta.db_table, list(built.values_list("pk", flat=True))


def _forget(table: str, generations: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE ctid = ANY(ARRAY("  # noqa: S608 (a table of our own)
            f"SELECT ctid FROM {table} WHERE generation_id = ANY(%s) LIMIT {AT_ONCE}))",
            [generations],
        )
        return int(cursor.rowcount)
