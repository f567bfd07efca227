"""Which concepts one word names: those of the term that it is the nearest form of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vocabulary.core.numbers import singular
from vocabulary.core.stems import stem
from vocabulary.core.thesaurus import Thesaurus
from vocabulary.core.tokens import Token, fold

# Stemmers cut costs and coasts, workshops and sizes down to one stem. So a single word is to be the number or gender of
# a term of one word; only where it is that of none, to share so many first letters with one that few last ones differ.
SHARED_LETTERS, OTHER_LETTERS = 6, 4
SURELY_SHARED = 8
# Of shorter words another gender is often another word.
SHORTEST_WITH_GENDER = 7
NUMBERS = {"en": ("", "s", "es"), "es": ("", "s", "es"), "fr": ("", "s", "x"), "pt": ("", "s", "es")}


def named_alone(word: Token, language: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    codes = thesaurus.phrases[language].get((stem(word.word, language),))
    if not codes:
        return ()
    return _nearest({code: thesaurus.words[language][code] for code in codes}, word, language)


def _nearest(terms: Mapping[str, Sequence[Token]], word: Token, language: str) -> tuple[str, ...]:
    """Ask first for the very word, then for its number or gender, then for what is derived from it."""
    asked: tuple[Callable[[Token], bool], ...] = (
        lambda term: term.word == word.word,
        lambda term: _is_number_of(word, term, language),
        lambda term: _is_derived(word.folded, term.folded),
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


def _is_derived(word: str, term: str) -> bool:
    shorter, longer = sorted((word, term), key=len)
    needed = min(max(SHARED_LETTERS, len(longer) - OTHER_LETTERS), SURELY_SHARED)
    return len(shorter) >= needed and longer.startswith(shorter[:needed])


def _without_gender(folded: str) -> str:
    bare = folded.rstrip("sx")
    has_gender = len(bare) >= SHORTEST_WITH_GENDER and bare[-1] in {"a", "e", "o"}
    return bare[:-1] if has_gender else bare
