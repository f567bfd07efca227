"""From a text as people write it to its features; hostile text gives notes, never an exception."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from vocabulary.core.features import BODY, BROADER, OTHER_LANGUAGE, SECTOR, TITLE, TextFeatures
from vocabulary.core.languages import LANGUAGES, language_of_marks, mark_of
from vocabulary.core.lexicon import MOST_WORDS_KNOWN, Facts, Lexicon, lexicon_of
from vocabulary.core.phrases import find_mentions
from vocabulary.core.thesaurus import Thesaurus
from vocabulary.core.tokens import (
    LONGEST_WORD,
    MOST_CHARACTERS,
    MOST_WORDS,
    PLAIN_WORD,
    WORD,
    is_latin,
    is_shouted,
    token_of,
    undress,
)

# Raised with every change that gives other features for the same text.
FEATURISER = 4
LONGEST_SURFACE = 80
# What a text is about as a whole: the themes and the sector that its concepts name most often. Second and third sectors
# find no more, and stand in so many texts that they cost a search a fifth of its time.
MOST_THEMES, MOST_SECTORS = 3, 1
# Above the marks of the four languages.
LATIN = 1 << len(LANGUAGES)
# Fewer words in capitals are an acronym or a heading.
FEWEST_SHOUTED = 4

WORDS_AND_GAPS, PLAIN_WORDS_AND_GAPS = re.compile(f"({WORD.pattern})"), re.compile(f"({PLAIN_WORD})")
SYMBOLS = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")


def read_text(*, title: str, body: str, language: str, thesaurus: Thesaurus) -> TextFeatures:
    """Read in the language that the words speak, which need not be the declared one."""
    parts, marks = _read_parts(title, body)
    spoken = language_of_marks(marks, declared=language)
    lexicon = lexicon_of(thesaurus)
    tally = _Tally()
    for part in parts:
        _count(tally, part, spoken, lexicon)
    tally.add_fields()
    return TextFeatures(
        language=spoken,
        counts=tuple(tally.counts.items()),
        surfaces=tally.surfaces,
        notes=tuple(_notes(parts, marks, language, spoken)),
    )


def note_text(*, title: str, body: str, language: str) -> tuple[str, ...]:
    """Give the notes that `read_text` makes, which need no thesaurus."""
    parts, marks = _read_parts(title, body)
    return tuple(_notes(parts, marks, language, language_of_marks(marks, declared=language)))


class _Tally:
    """Counts in order of first appearance, with the first spelling of each."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.surfaces: dict[str, str] = {}
        self._themes: dict[str, int] = {}
        self._sectors: dict[str, int] = {}

    def add_concept(self, facts: Facts, weight: int, surface: str) -> None:
        self.add(facts.name, weight, surface)
        for broader in facts.broader:
            self.add(broader, BROADER, surface)
        themes, sectors = self._themes, self._sectors
        for theme in facts.themes:
            themes[theme] = themes.get(theme, 0) + weight
        for sector in facts.sectors:
            sectors[sector] = sectors.get(sector, 0) + weight // SECTOR

    def add_fields(self) -> None:
        """Only the most mentioned: what is named once in passing is not what a text is about."""
        for kind, found, most in (("t:", self._themes, MOST_THEMES), ("s:", self._sectors, MOST_SECTORS)):
            for count, code in sorted((-count, code) for code, count in found.items())[:most]:
                self.counts[kind + code] = -count

    def add(self, name: str, count: int, surface: str) -> None:
        if name in self.counts:
            self.counts[name] += count
        else:
            self.counts[name] = count
            self.surfaces[name] = surface


class _Part(NamedTuple):
    """The title or the body: its words with the gaps between, and what a mention there counts for."""

    pieces: list[str]
    # Where among the pieces the words stand.
    places: Sequence[int]
    words: list[str]
    weight: int
    shouted: bool
    notes: tuple[str, ...]

    def surface(self, first: int, last: int) -> str:
        written = "".join(self.pieces[self.places[first] : self.places[last] + 1])
        return " ".join(written.split())[:LONGEST_SURFACE]


def _part(written: str, weight: int) -> _Part:
    text, dressed = undress(written)
    # Looking for what joins letters to an acronym costs as much as finding the words.
    pieces = (WORDS_AND_GAPS if "&" in text or "+" in text else PLAIN_WORDS_AND_GAPS).split(text)
    words = pieces[1::2]
    places: Sequence[int] = range(1, len(pieces), 2)
    if len(text) > LONGEST_WORD and max(map(len, words), default=0) > LONGEST_WORD:
        places = [place for place in places if len(pieces[place]) <= LONGEST_WORD]
        words = [pieces[place] for place in places]
    shouted = is_shouted(words)
    noticed = (
        ("shortened", len(words) > MOST_WORDS or len(written) > MOST_CHARACTERS),
        ("capitals", shouted and len(words) >= FEWEST_SHOUTED),
        ("markup", dressed),
        ("symbols", not text.isascii() and SYMBOLS.search(text) is not None),
    )
    return _Part(
        pieces=pieces,
        places=places,
        words=words[:MOST_WORDS],
        weight=weight,
        shouted=shouted,
        notes=tuple(note for note, holds in noticed if holds),
    )


def _read_parts(title: str, body: str) -> tuple[tuple[_Part, _Part], Counter[int]]:
    """The title, the body, and how many of their words have which mark."""
    parts = (_part(title, TITLE), _part(body, BODY))
    return parts, Counter(map(MARKS.__getitem__, (*parts[0].words, *parts[1].words)))


def _count(tally: _Tally, part: _Part, language: str, lexicon: Lexicon) -> None:
    written, words, weight = lexicon.written(language, shouted=part.shouted), part.words, part.weight
    known = [*map(written.__getitem__, words)]
    places = [*compress(range(len(known)), known)]
    entries = [*filter(None, known)]
    for codes, first, after in find_mentions(entries, language, lexicon):
        start = places[first]
        surface = words[start] if after == first + 1 else part.surface(start, places[after - 1])
        for code in codes:
            tally.add_concept(lexicon.facts[code], weight, surface)
    counts, surfaces = tally.counts, tally.surfaces
    for place, entry in zip(places, entries, strict=True):
        # As `add` does; most names of a text come this way.
        feature = entry.feature
        if feature in counts:
            counts[feature] += weight
        elif feature:
            counts[feature] = weight
            surfaces[feature] = words[place]


class _Marks(dict[str, int]):
    """Of which languages a word may be, and whether it is written in Latin letters."""

    def __missing__(self, written: str) -> int:
        folded = token_of(written, shouted=True).folded
        if len(self) > MOST_WORDS_KNOWN:
            self.clear()
        self[written] = mark = mark_of(written) | (LATIN if is_latin(folded) else 0)
        return mark


MARKS = _Marks()


def _notes(parts: Sequence[_Part], marks: Counter[int], declared: str, spoken: str) -> Iterator[str]:
    """Codes, for pages to put into words."""
    count = marks.total()
    if not count:
        yield "empty"
    elif count == 1:
        yield "one_word"
    if 2 * sum(found for mark, found in marks.items() if mark & LATIN) < count:
        yield "other_script"
    elif declared in LANGUAGES and declared != spoken:
        yield OTHER_LANGUAGE + spoken
    yield from sorted({note for part in parts for note in part.notes})
