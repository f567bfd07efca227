"""From a text as people write it to its features; hostile text gives a note, never an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from vocabulary.core.cognates import skeleton
from vocabulary.core.features import BODY, BROADER, TITLE, Note, TextFeatures
from vocabulary.core.languages import LANGUAGES, language_of
from vocabulary.core.phrases import mentions
from vocabulary.core.thesaurus import Thesaurus, content_words
from vocabulary.core.tokens import (
    MOST_CHARACTERS,
    MOST_WORDS,
    Token,
    clean,
    is_latin,
    tokenize,
)

# Raised with every change that gives other features for the same text.
FEATURISER = 2
LONGEST_SURFACE = 80


def read_text(*, title: str, body: str, language: str, thesaurus: Thesaurus) -> TextFeatures:
    parts = [_part(title, TITLE), _part(body, BODY)]
    tokens = [token for part in parts for token in part.tokens]
    spoken = language_of((token.folded for token in tokens), declared=language)
    tally = _Tally()
    for part in parts:
        _count(tally, part, spoken, thesaurus)
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
            tally.add(f"c:{code}", part.weight, surface)
            for broader in thesaurus.broader_of(code):
                tally.add(f"c:{broader}", BROADER, surface)
    for token in words:
        if not token.folded.isdecimal():
            tally.add(f"w:{skeleton(token.word)}", part.weight, part.surface(token, token))


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
