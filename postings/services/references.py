from typing import Any

from django.db import connection
from django.db.models import Model


def allocate_reference(model: type[Model], *, prefix: str, year: int) -> str:
    """Take the next number of the year (OF-2026-0042).

    The lock is held to the end of the transaction, so numbers have no doubles.
    """
    start = f"{prefix}-{year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [start])
    rows: Any = model._default_manager.filter(reference__startswith=start)
    taken = rows.values_list("reference", flat=True)
    return f"{start}{max((int(reference[len(start) :]) for reference in taken), default=0) + 1:04d}"
