"""Rows into PostgreSQL in bulk."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from struct import pack
from typing import Any, TypeAlias

import numpy as np
from django.db import connection
from numpy.typing import NDArray

SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
END = b"\xff\xff"
# Numbers of types, as arrays name those of their elements.
SMALLINT, VARCHAR = 21, 1043
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
# A column of numbers, one of lists of small numbers (a row each), or what stands in every row, in binary form.
Column: TypeAlias = NDArray[np.integer] | bytes


def copy_rows(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Write lines in PostgreSQL's text format: values between tabs, in which no tab, line end or backslash stands."""
    body = StringIO("".join(lines))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", body)


def as_bytea(stored: bytes) -> str:
    return f"\\\\x{stored.hex()}"


def copy_columns(table: str, columns: Mapping[str, Column]) -> None:
    """Write rows of one length in PostgreSQL's binary format, without an object per row.

    Numbers are as wide as their columns in the table.
    """
    rows = max(column.shape[0] for column in columns.values() if not isinstance(column, bytes))
    kinds = [(name, [("length", ">i4"), ("value", _kind(column))]) for name, column in columns.items()]
    written = np.zeros(rows, dtype=[("fields", ">i2"), *kinds])
    written["fields"] = len(columns)
    for name, column in columns.items():
        place = written[name]
        place["length"] = place.dtype["value"].itemsize
        _fill(place["value"], column)
    body = BytesIO(SIGNATURE + written.tobytes() + END)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT binary)", body)


def as_moment(at: datetime) -> bytes:
    return pack(">q", (at - EPOCH) // timedelta(microseconds=1))


def as_words(words: Sequence[str]) -> bytes:
    """An array of varchar."""
    if not words:
        return pack(">iii", 0, 0, VARCHAR)
    found = [word.encode() for word in words]
    body = b"".join(pack(">i", len(word)) + word for word in found)
    return pack(">iiiii", 1, 0, VARCHAR, len(found), 1) + body


def _kind(column: Column) -> np.dtype[Any]:
    if isinstance(column, bytes):
        return np.dtype((np.void, len(column)))
    if column.ndim == 1:
        return column.dtype.newbyteorder(">")
    element = [("length", ">i4"), ("value", ">i2")]
    return np.dtype([("head", ">i4", 5), ("elements", element, column.shape[1])])


def _fill(place: NDArray[Any], column: Column) -> None:
    if isinstance(column, bytes):
        place[:] = np.void(column)
    elif column.ndim == 1:
        place[:] = column
    else:
        # One dimension, no nulls, of smallints, so many, counted from one.
        place["head"] = 1, 0, SMALLINT, column.shape[1], 1
        place["elements"]["length"], place["elements"]["value"] = 2, column
