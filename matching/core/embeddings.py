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


def _numbers(packed: bytes) -> NDArray[np.int64]:
    return np.frombuffer(packed, dtype=np.int8, offset=NAME_BYTES).astype(np.int64)
