"""Lists into PostgreSQL, as rows in its binary form, by COPY."""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import psycopg2
from numpy.typing import NDArray

from matching.core.engine.compiled.heap import Found
from matching.core.score import PER_MILLE
from matching.core.ties import TIE_BITS

SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
END = b"\xff\xff"
SMALLINT = 21
AT_ONCE = 250_000


def create_table(address: str, name: str) -> None:
    with closing(psycopg2.connect(address)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {name} (asking integer NOT NULL, found integer NOT NULL,"
            " score smallint NOT NULL, parts smallint[] NOT NULL)"
        )


def copy_lists(address: str, name: str, lists: Found, connections: int) -> int:
    """Write one row per pair found, then the index by which a posting's list is read; returns how many."""
    asking, place = np.nonzero(np.arange(lists.keys.shape[1]) < lists.counts[:, np.newaxis])
    slices = [slice(start, start + AT_ONCE) for start in range(0, asking.size, AT_ONCE)]

    def copy(mine: Sequence[slice]) -> None:
        with closing(psycopg2.connect(address)) as connection, connection, connection.cursor() as cursor:
            for part in mine:
                at = asking[part], place[part]
                stream = _as_binary(asking[part], lists.rows[at], lists.keys[at], lists.points[at])
                cursor.copy_expert(f"COPY {name} FROM STDIN (FORMAT binary)", stream)

    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(copy, [slices[first::connections] for first in range(connections)]))
    with closing(psycopg2.connect(address)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX ON {name} (asking)")
    return int(asking.size)


def _as_binary(
    asking: NDArray[np.int64], found: NDArray[np.int64], keys: NDArray[np.int64], points: NDArray[np.int64]
) -> io.BytesIO:
    """All rows have one length, so a structured array holds them as they go over the wire."""
    criteria = points.shape[1]
    array = [("dimensions", ">i4", 3), ("size", ">i4"), ("from", ">i4")]
    element = np.dtype([("length", ">i4"), ("value", ">i2")])
    written = np.zeros(
        asking.size,
        dtype=[
            ("fields", ">i2"),
            *((f"{name}_{part}", ">i4") for name in ("asking", "found") for part in ("length", "value")),
            ("score_length", ">i4"),
            ("score", ">i2"),
            ("parts_length", ">i4"),
            ("array", array),
            ("parts", element, criteria),
        ],
    )
    written["fields"] = 4
    written["asking_length"], written["asking_value"] = 4, asking
    written["found_length"], written["found_value"] = 4, found
    written["score_length"], written["score"] = 2, ((keys >> TIE_BITS) + PER_MILLE // 2) // PER_MILLE
    written["parts_length"] = np.dtype(array).itemsize + criteria * element.itemsize
    # One dimension, no nulls, of smallints.
    written["array"]["dimensions"] = 1, 0, SMALLINT
    written["array"]["size"], written["array"]["from"] = criteria, 1
    written["parts"]["length"], written["parts"]["value"] = 2, points
    return io.BytesIO(SIGNATURE + written.tobytes() + END)
