"""Search words in the portal's four languages: the same lexemes for a posting and for a query."""

from __future__ import annotations

from vocabulary.core.thesaurus import Thesaurus


def index_terms(text: str, *, language: str, thesaurus: Thesaurus) -> str:
    """Lexemes of [a-z0-9_] for to_tsvector('simple', ...), separated by spaces, each once."""
    raise NotImplementedError


def query_terms(
    query: str, *, language: str = "", thesaurus: Thesaurus
) -> list[list[str]]:
    """Every inner list is one thing looked for: any of its lexemes will do, but all things must be there."""
    raise NotImplementedError
