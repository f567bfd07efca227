"""Which concepts one word names: those of the term that it is the nearest form of.

Stemmers cut costs and coasts, workshops and sizes down to one stem. So a single word is to be the number or gender of
a term of one word; only where it is that of none, to be derived from one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vocabulary.core.abbreviations import may_be
from vocabulary.core.derivation import is_derived
from vocabulary.core.numbers import singular
from vocabulary.core.stems import stem
from vocabulary.core.thesaurus import Thesaurus
from vocabulary.core.tokens import Token, fold

# Of shorter words another gender is often another word.
SHORTEST_WITH_GENDER = 7
NUMBERS = {"en": ("", "s", "es"), "es": ("", "s", "es"), "fr": ("", "s", "x"), "pt": ("", "s", "es")}


def named_alone(word: Token, language: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    terms = _terms_like(word, language, thesaurus)
    return _nearest(terms, word, language) if terms else ()


def abbreviations_of(word: Token, language: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    """As `named_alone`, of the terms in capitals only: LAC in an English text is no lake."""
    terms = _terms_like(word, language, thesaurus)
    in_capitals = {code: [term for term in known if term.capitals] for code, known in terms.items()}
    return _nearest(in_capitals, word, language)


def _terms_like(word: Token, language: str, thesaurus: Thesaurus) -> dict[str, list[Token]]:
    """Give the terms of one word with the same stem that the word may be, by what they name."""
    known = thesaurus.words[language]
    codes = thesaurus.phrases[language].get((stem(word.word, language),), ())
    return {code: [term for term in known[code] if may_be(word, term, language)] for code in codes}


def _nearest(terms: Mapping[str, Sequence[Token]], word: Token, language: str) -> tuple[str, ...]:
    """Ask first for the very word, then for its number or gender, then for what is derived from it."""
    asked: tuple[Callable[[Token], bool], ...] = (
        lambda term: term.word == word.word,
        lambda term: _is_number_of(word, term, language),
        lambda term: is_derived(word, term, language),
    )
    named = (tuple(code for code, known in terms.items() if any(map(is_form, known))) for is_form in asked)
    return next(filter(None, named), ())


def _is_number_of(word: Token, term: Token, language: str) -> bool:
    """Tell whether the two are one word but for its number or gender."""
    if language == "fr" and _has_other_accents(word, term):
        return False
    shorter, longer = sorted((word.folded, term.folded), key=len)
    return (
        longer in {shorter + number for number in NUMBERS[language]}
        or singular(shorter, language) == singular(longer, language)
        or _without_gender(shorter) == _without_gender(longer)
    )


def _has_other_accents(word: Token, term: Token) -> bool:
    """Élève and élevé, côte and côté, traite and traité; but officials leave out accents, the more so on capitals."""
    if word.word == word.folded:
        return False
    written = (word.word[1:].rstrip("sx"), term.word[1:].rstrip("sx"))
    return written[0] != written[1] and fold(written[0]) == fold(written[1])


def _without_gender(folded: str) -> str:
    bare = folded.rstrip("sx")
    has_gender = len(bare) >= SHORTEST_WITH_GENDER and bare[-1] in {"a", "e", "o"}
    return bare[:-1] if has_gender else bare
