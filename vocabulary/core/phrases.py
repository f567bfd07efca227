"""The concepts of a text, longest phrase first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vocabulary.core.languages import LANGUAGES
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
# A short single word of another language is more often a false friend than a borrowed term.
SHORTEST_BORROWED = 9


@dataclass(frozen=True, slots=True)
class Mention:
    """Concepts named by the words `first` up to but not including `after`."""

    codes: tuple[str, ...]
    first: int
    after: int


def mentions(words: Sequence[Token], language: str, thesaurus: Thesaurus) -> Iterator[Mention]:
    """Read once in the text's language, then what it left in the other three: officials mix languages."""
    own = list(_found(words, language, thesaurus))
    taken = {position for mention in own for position in range(mention.first, mention.after)}
    for other in LANGUAGES:
        if other == language:
            continue
        for mention in _found(words, other, thesaurus, taken=taken):
            if _is_borrowed(words, mention):
                taken.update(range(mention.first, mention.after))
                own.append(mention)
    yield from sorted(own, key=lambda mention: mention.first)


def longest_in_any_language(words: Sequence[Token], position: int, thesaurus: Thesaurus) -> Mention | None:
    """Look for the longest phrase that starts here, for a few words whose language is not known."""
    found = {language: _longest_at(words, position, language, thesaurus) for language in LANGUAGES}
    length = max(found_length for found_length, _ in found.values())
    if not length:
        return None
    codes = (code for found_length, codes in found.values() if found_length == length for code in codes)
    return Mention(tuple(dict.fromkeys(codes)), position, position + length)


def _longest_at(
    words: Sequence[Token], position: int, language: str, thesaurus: Thesaurus
) -> tuple[int, tuple[str, ...]]:
    stems = [stem(token.word, language) for token in words[position:]]
    for length in range(min(thesaurus.longest[language].get(stems[0], 0), len(stems)), 0, -1):
        if codes := _named(words[position : position + length], stems[:length], language, thesaurus):
            return length, codes
    return 0, ()


def _is_borrowed(words: Sequence[Token], mention: Mention) -> bool:
    first = words[mention.first]
    return mention.after - mention.first > 1 or first.acronym or len(first.folded) >= SHORTEST_BORROWED


def _found(
    words: Sequence[Token],
    language: str,
    thesaurus: Thesaurus,
    *,
    taken: frozenset[int] | set[int] = frozenset(),
) -> Iterator[Mention]:
    stems = [stem(token.word, language) for token in words]
    longest = thesaurus.longest[language]
    position = 0
    while position < len(stems):
        most = min(longest.get(stems[position], 0), len(stems) - position)
        for length in range(most, 0, -1):
            after = position + length
            codes = _named(words[position:after], stems[position:after], language, thesaurus)
            if codes and taken.isdisjoint(range(position, after)):
                yield Mention(codes, position, after)
                position += length - 1
                break
        position += 1


def _named(
    words: Sequence[Token], stems: Sequence[str], language: str, thesaurus: Thesaurus
) -> tuple[str, ...]:
    """Find the concepts of a phrase; of one word, only those with the term that it is the nearest form of."""
    codes = thesaurus.phrases[language].get(tuple(stems), ())
    if len(words) > 1:
        return codes
    return _nearest({code: thesaurus.words[language][code] for code in codes}, words[0], language)


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
