"""The text of one posting under one generation, as sorted ids with uint8 weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TextVector:
    """`generation` is the digest of the generation that weighed it."""

    generation: str
    language: str
    words: NDArray[np.uint64]
    word_weights: NDArray[np.uint8]
    grams: NDArray[np.uint32]
    gram_weights: NDArray[np.uint8]

    def to_bytes(self) -> bytes:
        raise NotImplementedError

    @classmethod
    def from_bytes(cls, stored: bytes) -> TextVector:
        raise NotImplementedError
