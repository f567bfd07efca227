"""From a text as people write it to its features; hostile text gives a note, never an exception."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from vocabulary.core.cognates import skeleton
from vocabulary.core.features import BODY, BROADER, SECTOR, TITLE, Note, TextFeatures
from vocabulary.core.languages import LANGUAGES, language_of
from vocabulary.core.numbers import singular
from vocabulary.core.phrases import mentions
from vocabulary.core.thesaurus import Concept, Thesaurus, content_words
from vocabulary.core.tokens import (
    MOST_CHARACTERS,
    MOST_WORDS,
    Token,
    clean,
    is_latin,
    tokenize,
)

# Raised with every change that gives other features for the same text.
FEATURISER = 3
LONGEST_SURFACE = 80
# What a text is about as a whole: the themes and sectors that its concepts name most often.
MOST_FIELDS = 3


def read_text(*, title: str, body: str, language: str, thesaurus: Thesaurus) -> TextFeatures:
    parts = [_part(title, TITLE), _part(body, BODY)]
    tokens = [token for part in parts for token in part.tokens]
    spoken = language_of((token.folded for token in tokens), declared=language)
    tally = _Tally()
    for part in parts:
        _count(tally, part, spoken, thesaurus)
    tally.add_fields()
    truncated = (
        max(len(part.tokens) for part in parts) > MOST_WORDS or max(len(title), len(body)) > MOST_CHARACTERS
    )
    return TextFeatures(
        language=spoken,
        counts=tuple(tally.counts.items()),
        surfaces=tally.surfaces,
        note="truncated" if truncated else _note(tokens, language, spoken),
    )


class _Tally:
    """Counts in order of first appearance, with the first spelling of each."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.surfaces: dict[str, str] = {}
        self._themes: Counter[str] = Counter()
        self._sectors: Counter[str] = Counter()

    def add_concept(self, concept: Concept, weight: int, surface: str) -> None:
        self.add(f"c:{concept.code}", weight, surface)
        for broader in concept.broader:
            self.add(f"c:{broader}", BROADER, surface)
        for theme in concept.themes:
            self._themes[theme] += weight
        for sector in concept.sectors:
            self._sectors[sector] += weight // SECTOR

    def add_fields(self) -> None:
        """Only the most mentioned: what is named once in passing is not what a text is about."""
        for kind, found in (("t", self._themes), ("s", self._sectors)):
            for code, count in sorted(found.items(), key=lambda field: (-field[1], field[0]))[:MOST_FIELDS]:
                self.counts[f"{kind}:{code}"] = count

    def add(self, name: str, count: int, surface: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + count
        self.surfaces.setdefault(name, surface)


@dataclass(frozen=True, slots=True)
class _Part:
    """The title or the body: its words, and what a mention there counts for."""

    text: str
    tokens: list[Token]
    weight: int

    def surface(self, first: Token, last: Token) -> str:
        return " ".join(self.text[first.start : last.end].split())[:LONGEST_SURFACE]


def _part(written: str, weight: int) -> _Part:
    text = clean(written)
    return _Part(text, list(islice(tokenize(text), MOST_WORDS + 1)), weight)


def _count(tally: _Tally, part: _Part, language: str, thesaurus: Thesaurus) -> None:
    kept = content_words(part.tokens[:MOST_WORDS], language)
    words = [token for token in kept if is_latin(token.folded)]
    for mention in mentions(words, language, thesaurus):
        surface = part.surface(words[mention.first], words[mention.after - 1])
        for code in mention.codes:
            tally.add_concept(thesaurus.concepts[code], part.weight, surface)
    for token in words:
        if not token.folded.isdecimal():
            tally.add(
                f"w:{skeleton(singular(token.word, language))}", part.weight, part.surface(token, token)
            )


def _note(tokens: Sequence[Token], declared: str, spoken: str) -> Note:
    if not tokens:
        return "empty"
    if 2 * sum(is_latin(token.folded) for token in tokens) < len(tokens):
        return "other_script"
    if len(tokens) == 1:
        return "one_word"
    if declared in LANGUAGES and declared != spoken:
        return "wrong_language"
    return ""
