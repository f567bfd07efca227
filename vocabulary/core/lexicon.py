"""What each written word means to a thesaurus, worked out once per word: texts repeat themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from vocabulary.core.cognates import skeleton
from vocabulary.core.forms import named_alone
from vocabulary.core.languages import LANGUAGES, MARKS
from vocabulary.core.numbers import singular
from vocabulary.core.stems import stem
from vocabulary.core.thesaurus import Thesaurus, content_words
from vocabulary.core.tokens import Token, is_latin, token_of

# A short single word of another language is more often a false friend than a borrowed term.
SHORTEST_BORROWED = 9
# A word does not have a stem that begins otherwise in so many letters, nor a shorter one when it is so much longer.
TELLING, LONGER = 5, 3
# Hostile texts may bring any number of new words: past this a lexicon forgets what it knew.
MOST_WORDS_KNOWN = 200_000


# From the second stems of phrases to the most words of one; it says quickly that no phrase begins here.
Nexts: TypeAlias = Mapping[str, int]
NONE: Nexts = {}


@dataclass(frozen=True, slots=True)
class Guest:
    """What a word is in a language that is not the text's."""

    language: str
    nexts: Nexts
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A word that carries a subject: `alone` are its own concepts, `nexts` the stems that may follow it in a phrase.

    `feature` is empty where the word is a number; `begins` says whether it has any of `alone`, `nexts` and `guests`.
    """

    word: str
    stem: str
    nexts: Nexts
    alone: tuple[str, ...]
    guests: tuple[Guest, ...]
    feature: str
    begins: bool

    def stem_in(self, language: str) -> str:
        return stem(self.word, language)


class Written(dict[str, Entry | None]):
    """Words of one language as they are written; None where a word carries no subject."""

    def __init__(self, lexicon: Lexicon, language: str, *, shouted: bool) -> None:
        super().__init__()
        self._lexicon, self._language, self._shouted = lexicon, language, shouted

    def __missing__(self, written: str) -> Entry | None:
        token = token_of(written, shouted=self._shouted)
        carries = is_latin(token.folded) and content_words([token], self._language)
        entry = self._lexicon.entry(token, self._language) if carries else None
        self[written] = entry
        return entry


@dataclass(frozen=True, slots=True)
class Facts:
    """What a mention of a concept adds to: the names of features, and codes."""

    name: str
    broader: tuple[str, ...]
    themes: tuple[str, ...]
    sectors: tuple[str, ...]


class Lexicon:
    def __init__(self, thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        self._begun = _begun(thesaurus)
        self._nexts = {language: _nexts(thesaurus, language) for language in LANGUAGES}
        self.facts = {
            code: Facts(
                name=f"c:{code}",
                broader=tuple(f"c:{code}" for code in concept.broader),
                themes=concept.themes,
                sectors=concept.sectors,
            )
            for code, concept in thesaurus.concepts.items()
        }
        self._entries: dict[tuple[str, bool, str], Entry] = {}
        self._written: dict[tuple[str, bool], Written] = {}

    def written(self, language: str, *, shouted: bool) -> Written:
        found = self._written.get((language, shouted))
        if found is None or len(found) > MOST_WORDS_KNOWN:
            found = self._written[language, shouted] = Written(self, language, shouted=shouted)
        return found

    def entry(self, token: Token, language: str) -> Entry:
        key = (token.word, token.acronym, language)
        found = self._entries.get(key)
        if found is None:
            if len(self._entries) > len(LANGUAGES) * MOST_WORDS_KNOWN:
                self._entries = {}
            found = self._entries[key] = self._entry(token, language)
        return found

    def _entry(self, token: Token, language: str) -> Entry:
        one = singular(token.word, language)
        stemmed = stem(token.word, language)
        nexts = self._nexts[language].get(stemmed, NONE)
        alone = named_alone(token, language, self.thesaurus, stemmed=stemmed)
        guests = self._guests(token, language)
        return Entry(
            word=token.word,
            stem=stemmed,
            nexts=nexts,
            alone=alone,
            guests=guests,
            feature="" if token.folded.isdecimal() else f"w:{skeleton(one)}",
            begins=bool(nexts or alone or guests),
        )

    def _guests(self, token: Token, language: str) -> tuple[Guest, ...]:
        """Stemming costs most of all: leave it out where the first letters tell enough."""
        folded, begun = token.folded, self._begun
        languages = begun.get(folded[:TELLING], 0)
        for length in range(max(len(folded) - LONGER, 1), min(len(folded), TELLING)):
            languages |= begun.get(folded[:length], 0)
        languages &= ~MARKS[language]
        if not languages:
            return ()
        guests = (self._guest(token, other) for other in LANGUAGES if languages & MARKS[other])
        return tuple([guest for guest in guests if guest])

    def _guest(self, token: Token, language: str) -> Guest | None:
        stemmed = stem(token.word, language)
        nexts = self._nexts[language].get(stemmed, NONE)
        borrowed = token.acronym or len(token.folded) >= SHORTEST_BORROWED
        alone = named_alone(token, language, self.thesaurus, stemmed=stemmed) if borrowed else ()
        return Guest(language, nexts, alone) if nexts or alone else None


def _begun(thesaurus: Thesaurus) -> dict[str, int]:
    """First letters of what phrases begin with, and in which languages they do."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for first in thesaurus.longest[language]:
            found[first[:TELLING]] = found.get(first[:TELLING], 0) | MARKS[language]
    return found


def _nexts(thesaurus: Thesaurus, language: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for phrase in thesaurus.phrases[language]:
        if len(phrase) > 1:
            nexts = found.setdefault(phrase[0], {})
            nexts[phrase[1]] = max(len(phrase), nexts.get(phrase[1], 0))
    return found


@lru_cache(maxsize=4)
def lexicon_of(thesaurus: Thesaurus) -> Lexicon:
    return Lexicon(thesaurus)
