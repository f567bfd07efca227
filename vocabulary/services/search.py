"""Search in the portal's four languages, by the thesaurus that serves."""

from collections.abc import Iterable

from vocabulary.core.search import index_terms, query_terms
from vocabulary.services.releases import serving_thesaurus


def index_texts(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Of each text and its language the lexemes, separated by spaces, for a `simple` text-search vector."""
    thesaurus = serving_thesaurus()
    return [index_terms(text, language=language, thesaurus=thesaurus) for text, language in texts]


def search_query(query: str) -> str:
    """A raw `simple` tsquery: every word or phrase must occur, in any of the four languages; "" finds everything."""
    return " & ".join(
        "(" + " | ".join(alternatives) + ")"
        for alternatives in query_terms(query, thesaurus=serving_thesaurus())
    )
