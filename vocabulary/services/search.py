"""Search in the portal's four languages, by the thesaurus that serves."""

from vocabulary.core.search import index_terms, query_terms
from vocabulary.services.releases import serving_thesaurus


def index_text(text: str, *, language: str) -> str:
    """The lexemes of a text, separated by spaces, for a `simple` text-search vector."""
    return index_terms(text, language=language, thesaurus=serving_thesaurus())


def search_query(query: str) -> str:
    """A raw `simple` tsquery: every word or phrase must occur, in any of the four languages; "" finds everything."""
    return " & ".join(
        "(" + " | ".join(alternatives) + ")"
        for alternatives in query_terms(query, thesaurus=serving_thesaurus())
    )
