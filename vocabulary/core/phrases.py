"""The concepts of a text, longest phrase first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from vocabulary.core.forms import named_alone
from vocabulary.core.languages import LANGUAGES
from vocabulary.core.lexicon import Entry, Guest, Lexicon, lexicon_of
from vocabulary.core.stems import stem
from vocabulary.core.thesaurus import Phrase, Thesaurus
from vocabulary.core.tokens import Token


class Mention(NamedTuple):
    """Concepts named by the words `first` up to but not including `after`."""

    codes: tuple[str, ...]
    first: int
    after: int


def mentions(words: Sequence[Token], language: str, thesaurus: Thesaurus) -> list[Mention]:
    lexicon = lexicon_of(thesaurus)
    return find_mentions([lexicon.entry(token, language) for token in words], language, lexicon)


def find_mentions(entries: Sequence[Entry], language: str, lexicon: Lexicon) -> list[Mention]:
    """Read once in the text's language, then what it left in the other three: officials mix languages."""
    places = [place for place, entry in enumerate(entries) if entry.begins]
    found = _own(entries, places, lexicon.thesaurus.phrases[language])
    guests = _guests(entries, places)
    if not guests:
        return found
    taken = {place for mention in found for place in range(mention.first, mention.after)}
    for other in LANGUAGES:
        for place, guest, longest in guests:
            if guest.language == other:
                phrases = lexicon.thesaurus.phrases[other]
                if mention := _foreign(entries[place : place + longest], place, guest, phrases, taken):
                    taken.update(range(mention.first, mention.after))
                    found.append(mention)
    return sorted(found, key=attrgetter("first"))


def codes_within(words: Sequence[Token], language: str, thesaurus: Thesaurus) -> Iterator[str]:
    """Find the concepts of every phrase, also of those that a longer one holds or overlaps."""
    stems = [stem(token.word, language) for token in words]
    phrases, longest = thesaurus.phrases[language], thesaurus.longest[language]
    for first, begun in enumerate(stems):
        for end in range(first + 2, min(first + longest.get(begun, 0), len(stems)) + 1):
            yield from phrases.get(tuple(stems[first:end]), ())


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
    phrases = thesaurus.phrases[language]
    for length in range(min(thesaurus.longest[language].get(stems[0], 0), len(stems)), 1, -1):
        if codes := phrases.get(tuple(stems[:length])):
            return length, codes
    codes = named_alone(words[position], language, thesaurus)
    return (1, codes) if codes else (0, ())


def _own(
    entries: Sequence[Entry], places: Sequence[int], phrases: Mapping[Phrase, tuple[str, ...]]
) -> list[Mention]:
    """`places` are those where anything may begin."""
    found = []
    after, last = 0, len(entries) - 1
    for first in places:
        if first < after:
            continue
        entry = entries[first]
        mention = None
        if first < last and (following := entries[first + 1].stem) and (most := entry.nexts.get(following)):
            mention = _longest_from(entries[first : first + most], first, phrases)
        if mention:
            found.append(mention)
            after = mention.after
        elif entry.alone:
            found.append(Mention(entry.alone, first, first + 1))
    return found


def _longest_from(
    entries: Sequence[Entry], first: int, phrases: Mapping[Phrase, tuple[str, ...]]
) -> Mention | None:
    stems = tuple([entry.stem for entry in entries])
    for length in range(len(stems), 1, -1):
        if codes := phrases.get(stems[:length]):
            return Mention(codes, first, first + length)
    return None


def _guests(entries: Sequence[Entry], places: Sequence[int]) -> list[tuple[int, Guest, int]]:
    """Give the words that may begin something in another language, and of how many words at most."""
    found = []
    last = len(entries) - 1
    for place in places:
        for guest in entries[place].guests:
            most = 0
            if place < last and (after := entries[place + 1].stems[guest.place]):
                most = guest.nexts.get(after, 0)
            if most or guest.alone:
                found.append((place, guest, most))
    return found


def _foreign(
    entries: Sequence[Entry],
    first: int,
    guest: Guest,
    phrases: Mapping[Phrase, tuple[str, ...]],
    taken: set[int],
) -> Mention | None:
    stems = tuple([entry.stems[guest.place] for entry in entries])
    for length in range(len(stems), 1, -1):
        codes = phrases.get(stems[:length])
        if codes and taken.isdisjoint(range(first, first + length)):
            return Mention(codes, first, first + length)
    return Mention(guest.alone, first, first + 1) if guest.alone and first not in taken else None
