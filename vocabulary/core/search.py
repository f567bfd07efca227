"""Search words in the portal's four languages: the same lexemes for a posting and for a query.

A word is found by its stem in any language, by its cognates and by the concepts it names: `c_` marks
concepts, `k_` skeletons and `s_` stems.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from vocabulary.core.cognates import skeleton
from vocabulary.core.languages import LANGUAGES, language_of
from vocabulary.core.numbers import singular
from vocabulary.core.phrases import codes_within, longest_in_any_language, mentions
from vocabulary.core.stems import stem
from vocabulary.core.thesaurus import Thesaurus, content_words
from vocabulary.core.tokens import MOST_WORDS, Token, clean, is_latin, tokenize

MOST_ASKED = 20


def index_terms(text: str, *, language: str, thesaurus: Thesaurus) -> str:
    """Give lexemes of [a-z0-9_] for to_tsvector('simple', ...), separated by spaces, each once."""
    tokens, spoken = _read(text, language)
    words = content_words(tokens, spoken)
    named = [code for mention in mentions(words, spoken, thesaurus) for code in mention.codes]
    named += codes_within(words, spoken, thesaurus)
    lexemes = {lexeme: None for code in named for lexeme in _concept_and_above(code, thesaurus)}
    for token in words:
        lexemes.update(dict.fromkeys(_forms(token, (spoken,))))
    return " ".join(lexemes)


def query_terms(query: str, *, language: str = "", thesaurus: Thesaurus) -> list[list[str]]:
    """Give what is looked for: any lexeme of an inner list will do, but every list must be met.

    An empty answer to a query that is not empty means: nothing in it can be searched for.
    """
    tokens, spoken = _read(query, language)
    # Nobody looks for an abbreviation in capitals.
    words = [token._replace(capitals=True) for token in content_words(tokens, spoken)[:MOST_ASKED]]
    asked: list[list[str]] = []
    position = 0
    while position < len(words):
        mention = longest_in_any_language(words, position, thesaurus)
        length = mention.after - mention.first if mention else 1
        concepts = [_concept(code) for code in mention.codes] if mention else []
        forms = _forms(words[position], LANGUAGES) if length == 1 else []
        asked.append([*concepts, *forms])
        position += length
    return asked


def _read(text: str, language: str) -> tuple[list[Token], str]:
    tokens = [token for token in islice(tokenize(clean(text)), MOST_WORDS) if is_latin(token.folded)]
    return tokens, language_of((token.word for token in tokens), declared=language)


def _forms(token: Token, languages: Sequence[str]) -> list[str]:
    """With and without accents, since stemmers differ there; in every language where it is not known."""
    stems = [stem(word, language) for language in languages for word in (token.word, token.folded)]
    skeletons = [skeleton(singular(token.word, language)) for language in languages]
    return list(dict.fromkeys([*(f"s_{found}" for found in stems), *(f"k_{found}" for found in skeletons)]))


def _concept(code: str) -> str:
    return f"c_{code.replace('-', '_')}"


def _concept_and_above(code: str, thesaurus: Thesaurus) -> Iterator[str]:
    yield _concept(code)
    for above in thesaurus.broader_of(code):
        yield from _concept_and_above(above, thesaurus)
