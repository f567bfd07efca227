"""Sentence embeddings as whole numbers: made once from a model's doubles, compared the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

import numpy as np
from numpy.typing import NDArray

# The name of a model: the first bytes of a digest, which stand before its numbers.
NAME_BYTES = 8
LARGEST = 127
FULL = 10_000
NOT_ALIKE = -1
DOUBTFUL = 1e-6


def pack_embedding(model: bytes, numbers: Sequence[float] | NDArray[np.float32]) -> bytes:
    """Quantise to int8 by the largest number; nothing for what says nothing. `model` has NAME_BYTES bytes."""
    if len(model) != NAME_BYTES:
        raise ValueError(f"a model's name has {NAME_BYTES} bytes, not {len(model)}")
    exact = np.asarray(numbers, dtype=np.float64)
    largest = float(np.abs(exact).max(initial=0.0))
    if not largest or not np.isfinite(largest):
        return b""
    return model + np.rint(exact * (LARGEST / largest)).astype(np.int8).tobytes()


def cosine(one: bytes, other: bytes) -> int | None:
    """Give 0 to FULL; None where a side has none, or where the two are of different models."""
    if not one or not other or len(one) != len(other) or one[:NAME_BYTES] != other[:NAME_BYTES]:
        return None
    left, right = _numbers(one), _numbers(other)
    product = max(int(left @ right), 0)
    return isqrt(product * product * FULL * FULL // (int(left @ left) * int(right @ right)))


def cosines(one: bytes, others: Sequence[bytes]) -> NDArray[np.int64]:
    """Give what `cosine` gives for each, NOT_ALIKE in place of None."""
    found = np.full(len(others), NOT_ALIKE)
    alike = [
        place
        for place, other in enumerate(others)
        if one and len(other) == len(one) and other[:NAME_BYTES] == one[:NAME_BYTES]
    ]
    if alike:
        packed = np.frombuffer(b"".join(others[place] for place in alike), dtype=np.int8)
        found[alike] = _cosines(_numbers(one), packed.reshape(len(alike), len(one))[:, NAME_BYTES:])
    return found


def _cosines(left: NDArray[np.int64], packed: NDArray[np.int8]) -> NDArray[np.int64]:
    """Doubles hold every sum of products; whatever they bring near a whole number is worked out in whole numbers."""
    right = packed.astype(np.float64)
    products = np.maximum(right @ left.astype(np.float64), 0)
    squares = np.einsum("ij,ij->i", right, right) * int(left @ left)
    exact = products * FULL / np.sqrt(squares)
    found: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    for place in np.flatnonzero(np.abs(exact - np.rint(exact)) < DOUBTFUL).tolist():
        found[place] = isqrt((int(products[place]) * FULL) ** 2 // int(squares[place]))
    return found


def _numbers(packed: bytes) -> NDArray[np.int64]:
    return np.frombuffer(packed, dtype=np.int8, offset=NAME_BYTES).astype(np.int64)
