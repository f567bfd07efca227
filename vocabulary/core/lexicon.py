"""What each written word means to a thesaurus, worked out once per word: texts repeat themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from vocabulary.core.cognates import skeleton
from vocabulary.core.forms import abbreviations_of, named_alone
from vocabulary.core.languages import LANGUAGES, MARKS, ONLY_IN_PHRASES
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
PLACES = {language: place for place, language in enumerate(LANGUAGES)}
NO_STEMS = ("",) * len(LANGUAGES)


@dataclass(frozen=True, slots=True)
class Guest:
    """What a word is in a language that is not the text's; `place` is that of the language in LANGUAGES."""

    language: str
    place: int
    nexts: Nexts
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A word that carries a subject: `alone` are its own concepts, `nexts` the stems that may follow it in a phrase.

    `stem` is empty where no phrase holds it, and so is each of `stems`, those in all LANGUAGES.
    `feature` is empty where the word says nothing by itself, as a number; `begins` says whether it has any of `alone`,
    `nexts` and `guests`.
    """

    stem: str
    stems: tuple[str, ...]
    nexts: Nexts
    alone: tuple[str, ...]
    guests: tuple[Guest, ...]
    feature: str
    begins: bool


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
        self._held = {
            language: frozenset(stem for phrase in thesaurus.phrases[language] for stem in phrase)
            for language in LANGUAGES
        }
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
        self._stems_of: dict[str, tuple[str, ...]] = {}
        self._entries: dict[tuple[str, bool, bool, str], Entry] = {}
        self._written: dict[tuple[str, bool], Written] = {}

    def written(self, language: str, *, shouted: bool) -> Written:
        found = self._written.get((language, shouted))
        if found is None or len(found) > MOST_WORDS_KNOWN:
            found = self._written[language, shouted] = Written(self, language, shouted=shouted)
        return found

    def entry(self, token: Token, language: str) -> Entry:
        key = (token.word, token.acronym, token.capitals, language)
        found = self._entries.get(key)
        if found is None:
            if len(self._entries) > len(LANGUAGES) * MOST_WORDS_KNOWN:
                self._entries = {}
            found = self._entries[key] = self._entry(token, language)
        return found

    def _entry(self, token: Token, language: str) -> Entry:
        stems = self._stems(token.word)
        stemmed = stems[PLACES[language]]
        nexts = self._nexts[language].get(stemmed, NONE) if stemmed else NONE
        alone = named_alone(token, language, self.thesaurus) if stemmed else ()
        guests = () if stems is NO_STEMS else self._guests(token, language, stems)
        is_mute = token.folded.isdecimal() or token.folded in ONLY_IN_PHRASES
        return Entry(
            stem=stemmed,
            stems=stems,
            nexts=nexts,
            alone=alone,
            guests=guests,
            feature="" if is_mute else f"w:{skeleton(singular(token.word, language))}",
            begins=bool(nexts or alone or guests),
        )

    def _stems(self, word: str) -> tuple[str, ...]:
        """The same in whatever language the word stands."""
        known = self._stems_of.get(word)
        if known is None:
            if len(self._stems_of) > MOST_WORDS_KNOWN:
                self._stems_of = {}
            stems = [(stem(word, language), self._held[language]) for language in LANGUAGES]
            known = tuple([stemmed if stemmed in held else "" for stemmed, held in stems])
            # One object for most words of all: to compare it is to look at no letters.
            known = self._stems_of[word] = NO_STEMS if known == NO_STEMS else known
        return known

    def _guests(self, token: Token, language: str, stems: Sequence[str]) -> tuple[Guest, ...]:
        begun = self._begun_by(token.folded)
        guests = [
            self._guest(token, other, stemmed)
            for other, stemmed in zip(LANGUAGES, stems, strict=True)
            if stemmed and other != language and begun & MARKS[other]
        ]
        return tuple([guest for guest in guests if guest])

    def _begun_by(self, folded: str) -> int:
        """Mark the languages with phrases that begin with such letters."""
        begun = self._begun
        marks = begun.get(folded[:TELLING], 0)
        for length in range(max(len(folded) - LONGER, 1), min(len(folded), TELLING)):
            marks |= begun.get(folded[:length], 0)
        return marks

    def _guest(self, token: Token, language: str, stemmed: str) -> Guest | None:
        nexts = self._nexts[language].get(stemmed, NONE)
        alone: tuple[str, ...] = ()
        if len(token.folded) >= SHORTEST_BORROWED:
            alone = named_alone(token, language, self.thesaurus)
        elif token.acronym:
            alone = abbreviations_of(token, language, self.thesaurus)
        return Guest(language, PLACES[language], nexts, alone) if nexts or alone else None


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
