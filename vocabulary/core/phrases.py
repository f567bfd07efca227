"""The concepts of a text, longest phrase first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vocabulary.core.languages import LANGUAGES
from vocabulary.core.stems import stem
from vocabulary.core.thesaurus import Thesaurus
from vocabulary.core.tokens import Token

# A short single word of another language is more often a false friend than a borrowed term.
SHORTEST_BORROWED = 6


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
        if codes := thesaurus.phrases[language].get(tuple(stems[:length])):
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
    phrases, longest = thesaurus.phrases[language], thesaurus.longest[language]
    position = 0
    while position < len(stems):
        most = min(longest.get(stems[position], 0), len(stems) - position)
        for length in range(most, 0, -1):
            codes = phrases.get(tuple(stems[position : position + length]))
            if codes and taken.isdisjoint(range(position, position + length)):
                yield Mention(codes, position, position + length)
                position += length - 1
                break
        position += 1
