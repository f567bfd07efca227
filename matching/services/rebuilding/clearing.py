"""What retired generations leave behind: their rows of the engine go, their own row stays for the decisions that name it."""

from django.db import connection

from matching.choices import GenerationStatus
from matching.models import Found, Generation, Match
from matching.services.twins import TWINS

# Rows deleted in one transaction: other writers wait no longer for the disk than that.
AT_ONCE = 20_000


def forget_retired() -> int:
    """Delete what is stored of generations that are used no more, a part at a time; returns how many rows went."""
    retired = list(Generation.objects.filter(status=GenerationStatus.RETIRED).values_list("pk", flat=True))
    kept = [Match, *(table for twin in TWINS.values() for table in (twin.vector, twin.standing))]
    gone = sum(_forget(table._meta.db_table, "generation_id = ANY(%s)", retired) for table in kept)
    built = list(Generation.objects.exclude(status=GenerationStatus.BUILDING).values_list("pk", flat=True))
    return gone + _forget(Found._meta.db_table, "generation_id = ANY(%s)", built)


def _forget(table: str, condition: str, pks: list[int]) -> int:
    gone = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table} WHERE ctid = ANY(ARRAY("  # noqa: S608 (a table of our own)
                f"SELECT ctid FROM {table} WHERE {condition} LIMIT {AT_ONCE}))",
                [pks],
            )
            count: int = cursor.rowcount
        gone += count
        if count < AT_ONCE:
            return gone
