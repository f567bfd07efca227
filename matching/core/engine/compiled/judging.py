"""One pair in full: words, then letters if these could still matter."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.core.criteria.criterion import FULL
from matching.core.engine.coding import MISSING
from matching.core.engine.columns import Segment
from matching.core.engine.compiled.heap import is_welcome, least_score, push
from matching.core.engine.compiled.letters import product_of_grams, table_size
from matching.core.engine.compiled.rules import (
    TEXT,
    fill_points,
    have_text,
    inlined,
    is_blocked,
    is_suggestion,
    key_of,
    letters_of,
    root_of_product,
    score_of,
    text_points,
)
from matching.core.engine.compiled.sweep import BLOCK, CHUNK

OUT = -1


class Desk(NamedTuple):
    """Room to work for one thread, all of zeros between two that ask; `turn` counts these."""

    sums: NDArray[np.int32]
    rough: NDArray[np.uint16]
    known: NDArray[np.uint32]
    scale: NDArray[np.float32]
    looks: NDArray[np.int32]
    tops: NDArray[np.int32]
    chosen: NDArray[np.int64]
    dense: NDArray[np.uint8]
    seen: NDArray[np.int32]
    turn: NDArray[np.int32]
    origins: NDArray[np.uint32]
    table: NDArray[np.uint64]
    left: NDArray[np.uint64]
    state: NDArray[np.int64]


def set_up_desk(segment: Segment, *, origins: int, most_grams: int) -> Desk:
    members = segment.shelf.rows.size
    return Desk(
        sums=np.zeros(members, dtype=np.int32),
        rough=np.zeros(members, dtype=np.uint16),
        known=np.zeros(CHUNK, dtype=np.uint32),
        scale=np.zeros(CHUNK, dtype=np.float32),
        looks=np.zeros(members, dtype=np.int32),
        tops=np.zeros(members // BLOCK + segment.shelf.clusters.size + 1, dtype=np.int32),
        chosen=np.zeros(members, dtype=np.int64),
        dense=np.zeros(segment.lists.directory_of.size, dtype=np.uint8),
        seen=np.zeros(segment.columns.rows.size, dtype=np.int32),
        turn=np.zeros(1, dtype=np.int32),
        origins=np.zeros(origins, dtype=np.uint32),
        table=np.zeros(table_size(most_grams), dtype=np.uint64),
        left=np.zeros(table_size(most_grams), dtype=np.uint64),
        state=np.zeros(2, dtype=np.int64),
    )


def is_enough(desk: Desk, *, origins: int, most_grams: int) -> bool:
    return desk.origins.size >= origins and desk.table.size >= table_size(most_grams)


@inlined
def hope(one, other, product, tables, rule, least, least_blocked, points):
    """The most that a pair can score whose words come to no more than `product`, and whether something blocks.

    OUT below what is needed, or if it can be no suggestion.
    """
    text = np.int64(MISSING)
    if have_text(one, other):
        root = root_of_product(product, tables.factors[one.language, other.language])
        text = text_points(root, np.int64(FULL), tables.most[TEXT])
    fill_points(one, other, text, tables, points)
    score = score_of(points, tables.most)
    blocked = is_blocked(one, other, tables)
    if score < (least_blocked if blocked else least) or not is_suggestion(score, points, tables.most, rule):
        return np.int64(OUT), blocked
    return score, blocked


@inlined
def settle(one, segment, j, product, tables, rule, desk, least, least_blocked, points):
    """The score, and whether something blocks; OUT below what is needed, or if it is no suggestion."""
    other = segment.columns.rows[j]
    score, blocked = hope(one, other, product, tables, rule, least, least_blocked, points)
    if score == OUT or points[TEXT] == MISSING:
        return score, blocked
    columns = segment.columns
    letters = np.int64(0)
    if rule.letters:
        letters = product_of_grams(
            desk.table,
            desk.left,
            desk.state,
            columns.grams,
            columns.gram_weights,
            columns.gram_starts[j],
            columns.gram_starts[j + 1],
        )
    factor = tables.factors[one.language, other.language]
    most = tables.most[TEXT]
    points[TEXT] = text_points(
        root_of_product(product, factor), letters_of(root_of_product(letters, factor)), most
    )
    score = score_of(points, tables.most)
    if score < (least_blocked if blocked else least) or not is_suggestion(score, points, tables.most, rule):
        return np.int64(OUT), blocked
    return score, blocked


@inlined
def judge(asking, i, segment, j, product, tables, rule, desk, gone, found, blocked, points):
    """Score a row in full, and take it in if it is good enough."""
    place = segment.places[j]
    if gone[place]:
        return
    least = least_score(found, i, rule.suggestion)
    least_blocked = least_score(blocked, i, rule.suggestion)
    score, is_shut = settle(
        asking.rows[i], segment, j, product, tables, rule, desk, least, least_blocked, points
    )
    if score == OUT:
        return
    key = key_of(score, segment.columns.rows[j].tie)
    if is_shut:
        if is_welcome(blocked, i, key):
            push(blocked, i, key, place, points)
    elif is_welcome(found, i, key):
        push(found, i, key, place, points)
