"""Snowball stems of the singular, without accents."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Protocol, cast

import snowballstemmer  # type: ignore[import-untyped]

from vocabulary.core.numbers import singular
from vocabulary.core.tokens import fold

ALGORITHMS = {"en": "english", "es": "spanish", "fr": "french", "pt": "portuguese"}


class Stemmer(Protocol):
    maxCacheSize: int  # noqa: N815 - the library's name

    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's name


class _Stemmers(threading.local):
    """A stemmer keeps the word it works on in itself, so every thread has its own."""

    def __init__(self) -> None:
        self.by_language = {language: _stemmer(name) for language, name in ALGORITHMS.items()}


def _stemmer(name: str) -> Stemmer:
    stemmer = cast("Stemmer", snowballstemmer.stemmer(name))
    # `stem` remembers; a second memory, too small for many words, only costs.
    stemmer.maxCacheSize = 0
    return stemmer


_STEMMERS = _Stemmers()


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    return fold(_STEMMERS.by_language[language].stemWord(singular(word, language)))
