"""Rows into PostgreSQL in bulk."""

from collections.abc import Iterable, Sequence
from io import StringIO

from django.db import connection


def copy_rows(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Write lines in PostgreSQL's text format: values between tabs, in which no tab, line end or backslash stands."""
    body = StringIO("".join(lines))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", body)


def as_bytea(stored: bytes) -> str:
    return f"\\\\x{stored.hex()}"
