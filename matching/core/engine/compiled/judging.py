"""One pair in full: words, then letters if these could still matter."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.core.criteria.criterion import FULL
from matching.core.engine.coding import MISSING
from matching.core.engine.columns import Segment
from matching.core.engine.compiled.letters import product_of_grams, table_size
from matching.core.engine.compiled.rules import (
    TEXT,
    fill_points,
    have_text,
    inlined,
    is_blocked,
    is_suggestion,
    letters_of,
    root_of_product,
    score_of,
    text_points,
)
from matching.core.engine.compiled.sweep import BLOCK

OUT = -1


class Desk(NamedTuple):
    """Room to work for one thread, all of zeros between two that ask; `turn` counts these."""

    sums: NDArray[np.int32]
    looks: NDArray[np.int32]
    tops: NDArray[np.int32]
    chosen: NDArray[np.int64]
    dense: NDArray[np.uint8]
    seen: NDArray[np.int32]
    turn: NDArray[np.int32]
    origins: NDArray[np.uint32]
    table: NDArray[np.uint64]


def set_up_desk(segment: Segment, *, origins: int, most_grams: int) -> Desk:
    members = segment.shelf.rows.size
    return Desk(
        sums=np.zeros(members, dtype=np.int32),
        looks=np.zeros(members, dtype=np.int32),
        tops=np.zeros(members // BLOCK + segment.shelf.clusters.size + 1, dtype=np.int32),
        chosen=np.zeros(members, dtype=np.int64),
        dense=np.zeros(segment.lists.directory_of.size, dtype=np.uint8),
        seen=np.zeros(segment.columns.rows.size, dtype=np.int32),
        turn=np.zeros(1, dtype=np.int32),
        origins=np.zeros(origins, dtype=np.uint32),
        table=np.zeros(table_size(most_grams), dtype=np.uint64),
    )


def is_enough(desk: Desk, *, origins: int, most_grams: int) -> bool:
    return desk.origins.size >= origins and desk.table.size >= table_size(most_grams)


@inlined
def settle(one, segment, j, product, tables, rule, desk, least, least_blocked, points):
    """The score and whether something blocks; OUT below what is needed, or if it is no suggestion."""
    other = segment.columns.rows[j]
    if not have_text(one, other):
        fill_points(one, other, np.int64(MISSING), tables, points)
        score = score_of(points, tables.most)
        blocked = is_blocked(one, other, tables)
        reached = score >= (least_blocked if blocked else least)
        return (
            score if reached and is_suggestion(score, points, tables.most, rule) else np.int64(OUT)
        ), blocked
    most = tables.most[TEXT]
    factor = tables.factors[one.language, other.language]
    root = root_of_product(product, factor)
    fill_points(one, other, text_points(root, np.int64(FULL), most), tables, points)
    score = score_of(points, tables.most)
    blocked = is_blocked(one, other, tables)
    needed = least_blocked if blocked else least
    if score < needed or not is_suggestion(score, points, tables.most, rule):
        return np.int64(OUT), blocked
    columns = segment.columns
    letters = product_of_grams(
        desk.table, columns.grams, columns.gram_weights, columns.gram_starts[j], columns.gram_starts[j + 1]
    )
    points[TEXT] = text_points(root, letters_of(root_of_product(letters, factor)), most)
    score = score_of(points, tables.most)
    if score < needed or not is_suggestion(score, points, tables.most, rule):
        return np.int64(OUT), blocked
    return score, blocked
