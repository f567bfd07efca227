"""The text of one posting under one generation, as sorted ids with uint8 weights of unit length."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from matching.core.frozen import Generation
from matching.core.scales import COUNT_BITS, IDF_BITS
from vocabulary.core.features import TextFeatures

UNIT = 255
# The most that the square of a length may come to: the product of two texts then has 16 bits.
LONGEST = (1 << 16) - 1
# A word repeated more often than this says nothing more.
MOST_COUNT = 64
DAMPENED = np.array([isqrt(256 * count) for count in range(MOST_COUNT + 1)], dtype=np.int64)
# Texts weighed in one sweep: enough to share what a call costs, few enough to stay in the processor's cache.
BATCH = 256
# Little-endian wherever it is written or read.
STORED_AS = ("<u8", "u1", "<u4", "u1")
# Where the digest of its generation stands in a stored vector.
DIGEST_AT = len('["')


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
    return vectorise_many([features], generation)[0]


def vectorise_many(features: Sequence[TextFeatures], generation: Generation) -> list[TextVector]:
    """Weigh many texts in one sweep per batch; each comes out as it would alone."""
    return [
        vector
        for start in range(0, len(features), BATCH)
        for vector in _vectorise_batch(features[start : start + BATCH], generation)
    ]


def weight_of(name: str, count: int, generation: Generation) -> int:
    names = generation.scale.names
    place = names[name]
    return int(names.weights[place] * DAMPENED[min(count, MOST_COUNT)])


def _vectorise_batch(features: Sequence[TextFeatures], generation: Generation) -> Iterator[TextVector]:
    names = generation.scale.names
    found = [names[name] for text in features for name, _ in text.counts]
    counts = np.array([count for text in features for _, count in text.counts], dtype=np.int64)
    counts = np.minimum(counts, MOST_COUNT)
    places = np.array(found, dtype=np.int64)
    starts = _starts([len(text.counts) for text in features])
    ids, weights = names.ids[places], _unit_lengths(names.weights[places] * DAMPENED[counts], starts)
    grams, gram_weights, gram_starts = _grams([names.grams[place] for place in found], counts, starts)
    digest = generation.digest
    for text, start, end, first, last in zip(
        features, starts, starts[1:], gram_starts, gram_starts[1:], strict=False
    ):
        order = ids[start:end].argsort()
        yield TextVector(
            generation=digest,
            language=text.language,
            words=ids[start:end][order],
            word_weights=weights[start:end][order],
            grams=grams[first:last].copy(),
            gram_weights=gram_weights[first:last].copy(),
        )


def _grams(
    keys_by_name: Sequence[NDArray[np.int64]], counts: NDArray[np.int64], starts: Sequence[int]
) -> tuple[NDArray[np.uint32], NDArray[np.uint8], list[int]]:
    """Add up the counts of each gram of each text; `starts` says where the texts begin, of names and then of grams."""
    ends = np.array(_starts([keys.size for keys in keys_by_name]), dtype=np.int64)
    if not ends[-1]:
        return np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.uint8), [0] * len(starts)
    keys = np.concatenate(keys_by_name) + np.repeat(counts, np.diff(ends))
    bounds = ends[starts].tolist()
    for start, end in pairwise(bounds):
        keys[start:end].sort()
    is_first = np.empty(keys.size, dtype=bool)
    is_first[1:] = keys[1:] >> COUNT_BITS != keys[:-1] >> COUNT_BITS
    is_first[[bound for bound in bounds if bound < keys.size]] = True
    first = np.flatnonzero(is_first)
    summed = np.add.reduceat(keys & ((1 << COUNT_BITS) - 1), first).clip(max=MOST_COUNT)
    grams = keys[first] >> COUNT_BITS
    found = np.searchsorted(first, bounds).tolist()
    raw = DAMPENED[summed] * (grams & ((1 << IDF_BITS) - 1))
    return (grams >> IDF_BITS).astype(np.uint32), _unit_lengths(raw, found), found


def _unit_lengths(raw: NDArray[np.int64], starts: Sequence[int]) -> NDArray[np.uint8]:
    """Bring each text to the same length; below 2**53 the whole part of a double's root is exact.

    Weights are rounded; those of a text that grows beyond LONGEST by that, one in some thousands, are cut off instead.
    """
    counts = np.diff(starts)
    lengths = np.sqrt(_squares(raw, starts)).astype(np.int64).clip(min=1).repeat(counts)
    weights: NDArray[np.int64] = ((raw * UNIT + lengths // 2) // lengths).clip(0, UNIT)
    too_long = _squares(weights, starts) > LONGEST
    if too_long.any():
        weights = np.where(too_long.repeat(counts), (raw * UNIT // lengths).clip(0, UNIT), weights)
    return weights.astype(np.uint8)


def _squares(numbers: NDArray[np.int64], starts: Sequence[int]) -> NDArray[np.int64]:
    sums: NDArray[np.int64] = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(numbers * numbers)))
    return np.diff(sums[starts])


def _starts(sizes: Iterable[int]) -> list[int]:
    return [0, *accumulate(sizes)]
