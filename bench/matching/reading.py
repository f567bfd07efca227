"""From texts to vectors on all cores, cold: processes that have read nothing yet but the thesaurus."""

from __future__ import annotations

import gc
import multiprocessing
import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bench.matching.corpus import THESAURUS, read
from bench.synthetic import Text
from matching.core.frozen import Generation
from matching.core.vectors import TextVector, vectorise_many
from vocabulary.core.thesaurus import Thesaurus, load_thesaurus

AT_ONCE = 1_000
# Languages, then per array how long each vector's is, then the arrays end to end: far less to send than objects.
Packed: TypeAlias = tuple[list[str], list[tuple[NDArray[np.int64], NDArray[np.generic]]]]
ARRAYS = ("words", "word_weights", "grams", "gram_weights")


def start_readers(processes: int) -> ProcessPoolExecutor:
    """Start them early: what this process reads meanwhile warms none of their caches."""
    readers = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork"))
    for _ in range(processes):
        readers.submit(_start)
    return readers


def read_vectors(
    texts: Sequence[Text], generation: Generation, readers: ProcessPoolExecutor
) -> Iterator[TextVector]:
    """Vectors in the order of the texts, as they come."""
    frozen = _Frozen(generation)
    rest = iter(texts)
    parts = iter(lambda: list(islice(rest, AT_ONCE)), [])
    running = [readers.submit(_read, part, frozen) for part in parts]
    for part in running:
        yield from _unpack(part.result(), generation.digest)


class _Frozen:
    """A generation under way to another process, which thaws the same one once."""

    def __init__(self, generation: Generation) -> None:
        self.digest = generation.digest
        # Bytes are sent as they are, whereas the names in them would be made anew with every part.
        self.stored = pickle.dumps(generation.as_dict())

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and other.digest == self.digest


def _start() -> None:
    """What stays is not looked through again for what could be thrown away."""
    _thesaurus()
    gc.collect()
    gc.freeze()


@lru_cache(maxsize=1)
def _thesaurus() -> Thesaurus:
    return load_thesaurus(THESAURUS)


@lru_cache(maxsize=1)
def _thaw(frozen: _Frozen) -> Generation:
    return Generation.from_dict(pickle.loads(frozen.stored))  # noqa: S301 (our own)


def _read(texts: Sequence[Text], frozen: _Frozen) -> Packed:
    thesaurus, generation = _thesaurus(), _thaw(frozen)
    return _pack(vectorise_many([read(text, thesaurus) for text in texts], generation))


def _pack(vectors: Sequence[TextVector]) -> Packed:
    columns = [[getattr(vector, name) for vector in vectors] for name in ARRAYS]
    return (
        [vector.language for vector in vectors],
        [(np.array([part.size for part in column]), np.concatenate(column)) for column in columns],
    )


def _unpack(packed: Packed, digest: str) -> Iterator[TextVector]:
    languages, columns = packed
    parts = [np.split(joined, np.cumsum(sizes)[:-1]) for sizes, joined in columns]
    for language, *arrays in zip(languages, *parts, strict=True):
        yield TextVector(generation=digest, language=language, **dict(zip(ARRAYS, arrays, strict=True)))
