"""Texts: function words, terms of their themes and of other things, and a long tail of rare words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.synthetic.chunks import CHUNK, LANGUAGES, Chunk, long_tail
from vocabulary.core.languages import FUNCTION_WORDS
from vocabulary.core.thesaurus import Thesaurus

MEAN_WORDS, SPREAD, FEWEST_WORDS, MOST_WORDS = 43, 0.4, 8, 160
FEWEST_SLOTS = 3
TITLE = 5
# Of the slots of a text: function words, terms of its themes, terms of anything, words of the long tail.
FUNCTION, OWN, GENERAL, RARE = range(4)
MIX = (0.44, 0.13, 0.12, 0.31)
# The word of rank n is as frequent as 1 / (n + HEAD) ** STEEPNESS.
TAIL, HEAD, STEEPNESS = 14_000, 6, 1.05
# Of a list of terms the one at draw ** power: those of a theme, and others, where few are in everyone's mouth.
POWERS = np.array([1.0, 1.6, 2.4])
SYLLABLES = """ba ce di fo gu ha jo ka le mi no pa que ro su ta ve xi zo bra cla dre fli gro pla tri cal den fin gar lor
    men nal por ran sec tor ven ber cor dos fer lin mar nes pul ras sal ter"""


@dataclass(frozen=True, slots=True)
class Text:
    language: str
    title: str
    body: str

    @property
    def whole(self) -> str:
        return f"{self.title} {self.body}"


class Writer:
    def __init__(self, thesaurus: Thesaurus, themes: Sequence[str], random: np.random.Generator) -> None:
        """Lay all words end to end; `tables` says from where, and how many, by language and kind."""
        words: list[str] = []
        self.tables = np.zeros((len(LANGUAGES), GENERAL + 1 + len(themes), 2), dtype=np.int64)
        # What is common in one language is common in all.
        concepts = list(thesaurus.concepts.values())
        random.shuffle(concepts)
        for place, language in enumerate(LANGUAGES):
            general = [label for concept in concepts for label in concept.labels[language]]
            kinds = [sorted(FUNCTION_WORDS[language]), [], general]
            kinds += [_terms_of(theme, language, thesaurus) or general for theme in themes]
            for kind, found in enumerate(kinds):
                self.tables[place, kind] = len(words), len(found)
                words += found
        self.tail_from = len(words)
        per_term = sum(len(term.split()) for term in words) / len(words)
        self.words_per_slot = MIX[FUNCTION] + MIX[RARE] + per_term * (MIX[OWN] + MIX[GENERAL])
        self.words = np.array(words + _make_tail(random), dtype=object)
        self.tail_shares = np.cumsum(long_tail(TAIL, HEAD, STEEPNESS))

    def write(self, chunk: Chunk) -> Iterator[Text]:
        slots = self._slots(chunk)
        words = self.words[self._draw(chunk, np.repeat(np.arange(CHUNK), slots))].tolist()
        ends = np.cumsum(slots)
        starts = (ends - slots).tolist()
        for start, end, language in zip(starts, ends.tolist(), chunk.languages.tolist(), strict=True):
            title = min(start + TITLE, end - 1)
            yield Text(LANGUAGES[language], " ".join(words[start:title]), " ".join(words[title:end]))

    def _slots(self, chunk: Chunk) -> NDArray[np.int64]:
        """How many words or terms each text has."""
        lengths = chunk.random(3).lognormal(np.log(MEAN_WORDS) - SPREAD**2 / 2, SPREAD, CHUNK)
        slots = np.clip(lengths, FEWEST_WORDS, MOST_WORDS) / self.words_per_slot
        return np.maximum(slots.astype(np.int64), FEWEST_SLOTS)

    def _draw(self, chunk: Chunk, owner: NDArray[np.int64]) -> NDArray[np.int64]:
        """Which word stands in each slot, as a place in `words`."""
        random = chunk.random(4)
        kind = random.choice(len(MIX), owner.size, p=MIX)
        draw, which = random.random((2, owner.size))
        language = chunk.languages[owner]
        theme = chunk.themes[owner, (which * chunk.theme_counts[owner]).astype(np.int64)]
        table = np.select([kind == FUNCTION, kind == OWN], [FUNCTION, GENERAL + 1 + theme], GENERAL)
        start, size = self.tables[language, table].T
        rank = np.searchsorted(self.tail_shares, draw).clip(max=TAIL - 1)
        # What is frequent in one language is rare in another.
        rare = self.tail_from + (rank + language * (TAIL // len(LANGUAGES))) % TAIL
        common = start + (size * draw ** POWERS[np.minimum(kind, GENERAL)]).astype(np.int64)
        places: NDArray[np.int64] = np.where(kind == RARE, rare, common)
        return places


def _terms_of(theme: str, language: str, thesaurus: Thesaurus) -> list[str]:
    concepts = (concept for concept in thesaurus.concepts.values() if theme in concept.themes)
    return [label for concept in concepts for label in concept.labels[language]]


def _make_tail(random: np.random.Generator) -> list[str]:
    syllables = SYLLABLES.split()
    return ["".join(random.choice(syllables, size)) for size in random.integers(2, 5, TAIL).tolist()]
