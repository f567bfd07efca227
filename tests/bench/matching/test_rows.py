import os
from urllib.parse import urlsplit

import numpy as np
import pytest
from django.db import connection

from bench.matching.rows import copy_lists, create_table
from matching.core.engine.compiled.heap import Found
from matching.core.ties import TIE_BITS


@pytest.fixture
def address(transactional_db):
    name = connection.settings_dict["NAME"]
    yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE found")


def test_lists_become_rows_with_score_and_parts(address):
    lists = Found(
        counts=np.array([2, 0, 1]),
        keys=np.array([[812_500, 500_499], [0, 0], [999_999, 0]]) << TIE_BITS | 77,
        slots=np.zeros((3, 2), dtype=np.int32),
        rows=np.array([[5, 3], [0, 0], [8, 0]]),
        points=np.array([[[9, -1], [7, 0]], [[0, 0], [0, 0]], [[1, 300], [0, 0]]]),
    )
    create_table(address, "found")
    assert copy_lists(address, "found", lists, 2) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT asking, found, score, parts FROM found ORDER BY asking, score DESC")
        assert cursor.fetchall() == [
            (0, 5, 813, [9, -1]),
            (0, 3, 500, [7, 0]),
            (2, 8, 1000, [1, 300]),
        ]
