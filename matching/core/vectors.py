"""The text of one posting under one generation, as sorted ids with uint8 weights of unit length."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from matching.core.frozen import Generation
from matching.core.grams import grams_of
from vocabulary.core.features import TextFeatures

UNIT = 255
# A word repeated more often than this says nothing more.
MOST_COUNT = 64
CONCEPT_WEIGHT, WORD_WEIGHT = 3, 1
# Little-endian wherever it is written or read.
STORED_AS = ("<u8", "u1", "<u4", "u1")


class StaleVectorError(ValueError):
    """The vector was made under another generation."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TextVector:
    """`generation` is the digest of the generation that weighed it; `embedding` is empty without a model for it."""

    generation: str
    language: str
    words: NDArray[np.uint64]
    word_weights: NDArray[np.uint8]
    grams: NDArray[np.uint32]
    gram_weights: NDArray[np.uint8]
    # matching.core.embeddings.pack_embedding; stored behind the rest, which without it is byte for byte the same.
    embedding: bytes = b""

    @property
    def is_empty(self) -> bool:
        return not self.words.size

    def to_bytes(self) -> bytes:
        header = json.dumps([self.generation, self.language, self.words.size, self.grams.size])
        words, word_weights, grams, gram_weights = STORED_AS
        return b"".join(
            (
                header.encode(),
                b"\n",
                self.words.astype(words).tobytes(),
                self.word_weights.astype(word_weights).tobytes(),
                self.grams.astype(grams).tobytes(),
                self.gram_weights.astype(gram_weights).tobytes(),
                self.embedding,
            )
        )

    @classmethod
    def from_bytes(cls, stored: bytes) -> TextVector:
        header, _, body = stored.partition(b"\n")
        generation, language, words, grams = json.loads(header)
        found = []
        start = 0
        for kind, size in zip(STORED_AS, (words, words, grams, grams), strict=True):
            found.append(np.frombuffer(body, dtype=kind, count=size, offset=start))
            start += size * np.dtype(kind).itemsize
        return cls(
            generation=generation,
            language=language,
            words=found[0].astype(np.uint64),
            word_weights=found[1].astype(np.uint8),
            grams=found[2].astype(np.uint32),
            gram_weights=found[3].astype(np.uint8),
            embedding=body[start:],
        )


def vectorise(features: TextFeatures, generation: Generation) -> TextVector:
    words, word_weights = _words(features, generation)
    grams, gram_weights = _grams(features, generation)
    return TextVector(
        generation=generation.digest,
        language=features.language,
        words=words,
        word_weights=word_weights,
        grams=grams,
        gram_weights=gram_weights,
    )


def weight_of(name: str, count: int, generation: Generation) -> int:
    kind = WORD_WEIGHT if name.startswith("w:") else CONCEPT_WEIGHT
    return kind * _dampened(count) * generation.idf(name)


@lru_cache(maxsize=400_000)
def _id(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())


def _dampened(count: int) -> int:
    return isqrt(256 * min(count, MOST_COUNT))


def _words(features: TextFeatures, generation: Generation) -> tuple[NDArray[np.uint64], NDArray[np.uint8]]:
    ids = np.array([_id(name) for name, _ in features.counts], dtype=np.uint64)
    raw = _whole(weight_of(name, count, generation) for name, count in features.counts)
    order = np.argsort(ids)
    return ids[order], _unit_length(raw[order])


def _grams(features: TextFeatures, generation: Generation) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    found: list[int] = []
    strengths: list[int] = []
    for name, count in features.counts:
        if name.startswith("w:"):
            grams = grams_of(name[2:])
            found.extend(grams)
            strengths.extend([count] * len(grams))
    ids, places = np.unique(np.array(found, dtype=np.uint32), return_inverse=True)
    counts = np.bincount(places, weights=strengths, minlength=ids.size).astype(np.int64)
    dampened = np.sqrt(256 * np.minimum(counts, MOST_COUNT)).astype(np.int64)
    return ids, _unit_length(dampened * generation.grams.idf(ids))


def _whole(values: Iterable[int]) -> NDArray[np.int64]:
    return np.fromiter(values, dtype=np.int64)


def _unit_length(raw: NDArray[np.int64]) -> NDArray[np.uint8]:
    length = max(isqrt(int((raw * raw).sum())), 1)
    return ((raw * UNIT + length // 2) // length).clip(0, UNIT).astype(np.uint8)
