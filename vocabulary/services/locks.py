from django.db import connection

# One name for all who write concepts: a label, a circle of broader links and a merge are judged on the whole thesaurus.
_THESAURUS_LOCK = 5_202_603


def lock_thesaurus() -> None:
    """Wait for the other writers; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_THESAURUS_LOCK])
