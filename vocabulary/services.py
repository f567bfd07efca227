"""The thesaurus that serves, and what other rooms ask of it. The text work itself is in `vocabulary.core`."""

from functools import cache

from django.conf import settings

from vocabulary.core.search import index_terms, query_terms
from vocabulary.core.thesaurus import Thesaurus, load_thesaurus

THESAURUS_FILE = settings.BASE_DIR / "fixtures" / "reference" / "thesaurus.csv"


@cache
def serving_thesaurus() -> Thesaurus:
    """The thesaurus file of this release; read once per process (about a tenth of a second)."""
    return load_thesaurus(THESAURUS_FILE.read_text(encoding="utf-8"))


def index_text(text: str, *, language: str) -> str:
    """The lexemes of a text, separated by spaces, for a `simple` text-search vector."""
    return index_terms(text, language=language, thesaurus=serving_thesaurus())


def search_query(query: str) -> str:
    """A raw `simple` tsquery: every word or phrase must occur, in any of the four languages; "" finds everything."""
    return " & ".join(
        "(" + " | ".join(alternatives) + ")"
        for alternatives in query_terms(query, thesaurus=serving_thesaurus())
    )
