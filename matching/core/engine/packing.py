"""Profiles as columns of numbers, which compiled code reads; nothing here is a judgement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.core.criteria.period import ALWAYS_AFTER, ALWAYS_BEFORE
from matching.core.engine.coding import CODED, MOST_CLASSES, ClassBook, Places
from matching.core.engine.columns import (
    COUNTRY_WORDS,
    FLAG_CLOSED,
    FLAG_ELIGIBLE,
    FLAG_FULL,
    FLAG_PREFERRED,
    FLAG_READS_STATES,
    FLAG_STATES_ONLY,
    FLAG_TEXT,
    NO_COUNTRY,
    NO_PERIOD,
    ROW,
    THEME_WORDS,
    WORD_BITS,
    Columns,
)
from matching.core.engine.words import Vocabulary
from matching.core.frozen import Generation
from matching.core.pair import vector_of
from matching.core.profile import Audience, Profile
from matching.core.vectors import StaleVectorError, TextVector

WORD = (1 << WORD_BITS) - 1
MOST_THEMES, MOST_COUNTRIES = THEME_WORDS * WORD_BITS, COUNTRY_WORDS * WORD_BITS
# Past what the count of themes of a posting can hold.
LARGEST_COUNT = 255
Item = TypeVar("Item", bound=np.generic)


class Joints(NamedTuple):
    """Pairs of classes met together, by side: modality with delivery, languages with financing."""

    asking: Places[tuple[int, int]]
    rows: Places[tuple[int, int]]


class Packer:
    """What both sides must agree on before their columns can be compared: the codes of a pool."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.themes: Places[str] = Places("sub-themes", MOST_THEMES)
        self.areas: Places[str] = Places("priority areas", WORD_BITS)
        self.sectors: Places[str] = Places("sectors", WORD_BITS)
        self.countries: Places[str] = Places("countries", MOST_COUNTRIES)
        self.groups: Places[str] = Places("groups", WORD_BITS)
        self.languages: Places[str] = Places("languages of texts", WORD_BITS)
        self.sets: Places[int] = Places("sets of countries", 1 << 31)
        self.origins: Places[tuple[int, int]] = Places("origins", MOST_CLASSES)
        self.books = tuple(ClassBook(coded, generation) for coded in CODED)
        self.means = Joints(Places("means", MOST_CLASSES), Places("means", MOST_CLASSES))
        self.terms = Joints(Places("terms", MOST_CLASSES), Places("terms", MOST_CLASSES))
        self.vocabulary = Vocabulary()

    def pack(self, profiles: Sequence[Profile], *, asks: bool) -> Columns:
        """Words that no row of the pool has met are left out of the texts of those that ask."""
        vectors = [self._vector(profile) for profile in profiles]
        facts = [
            self._facts(profile, vector, asks=asks) for profile, vector in zip(profiles, vectors, strict=True)
        ]
        words = _joined([vector.words for vector in vectors], np.uint64)
        return Columns(
            rows=np.array(facts, dtype=ROW),
            word_starts=_starts([vector.words for vector in vectors]),
            words=self.vocabulary.find(words) if asks else self.vocabulary.learn(words),
            word_weights=_joined([vector.word_weights for vector in vectors], np.uint8),
            gram_starts=_starts([vector.grams for vector in vectors]),
            grams=_joined([vector.grams for vector in vectors], np.uint32),
            gram_weights=_joined([vector.gram_weights for vector in vectors], np.uint8),
        )

    def _vector(self, profile: Profile) -> TextVector:
        vector = vector_of(profile, self.generation)
        if vector.generation != self.generation.digest:
            raise StaleVectorError(vector.generation)
        return vector

    def _facts(self, profile: Profile, vector: TextVector, *, asks: bool) -> tuple[int, ...]:
        """In the order of ROW."""
        themes = _mask(self.themes, profile.themes)
        groups = _mask(self.groups, profile.groups)
        country = NO_COUNTRY if profile.country is None else self.countries.place(profile.country)
        modality, languages, delivery, financing = (book.class_of(profile, asks=asks) for book in self.books)
        return (
            profile.tie,
            themes & WORD,
            themes >> WORD_BITS,
            _mask(self.areas, profile.areas),
            _mask(self.sectors, profile.sectors),
            sum(1 << goal for goal in profile.goals),
            groups,
            *_period(profile),
            self.sets.place(_mask(self.countries, profile.eligible)),
            self.sets.place(_mask(self.countries, profile.preferred)),
            modality,
            languages,
            delivery,
            financing,
            (self.means.asking if asks else self.means.rows).place((modality, delivery)),
            (self.terms.asking if asks else self.terms.rows).place((languages, financing)),
            0 if asks else self.origins.place((country, groups)),
            country,
            min(len(profile.themes), LARGEST_COUNT),
            self.languages.place(vector.language),
            _flags(profile, has_text=not vector.is_empty),
        )

    def factors(self) -> NDArray[np.int64]:
        """Language factors as a square table over the codes of `language`."""
        known = list(self.languages)
        return np.array(
            [[self.generation.factor(one, other) for other in known] for one in known], dtype=np.int64
        ).reshape(len(known), len(known))

    def sets_of_countries(self) -> NDArray[np.uint64]:
        masks = [[mask >> WORD_BITS * word & WORD for word in range(COUNTRY_WORDS)] for mask in self.sets]
        return np.array(masks, dtype=np.uint64).reshape(len(masks), COUNTRY_WORDS)


def _mask(places: Places[str], codes: Iterable[str]) -> int:
    bits = 0
    for code in codes:
        bits |= 1 << places.place(code)
    return bits


def _period(profile: Profile) -> tuple[int, int]:
    if profile.available_from is None and profile.available_until is None:
        return NO_PERIOD, NO_PERIOD
    first = ALWAYS_BEFORE if profile.available_from is None else profile.available_from
    last = ALWAYS_AFTER if profile.available_until is None else profile.available_until
    return first, max(first, last)


def _flags(profile: Profile, *, has_text: bool) -> int:
    return (
        FLAG_CLOSED * (not profile.is_open)
        | FLAG_FULL * (profile.remaining == 0)
        | FLAG_STATES_ONLY * (profile.audience is Audience.STATES)
        | FLAG_READS_STATES * profile.reads_states
        | FLAG_TEXT * has_text
        | FLAG_ELIGIBLE * bool(profile.eligible)
        | FLAG_PREFERRED * bool(profile.preferred)
    )


def _starts(arrays: Sequence[NDArray[Item]]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum([array.size for array in arrays], dtype=np.int64)))


def _joined(arrays: Sequence[NDArray[Item]], kind: type[Item]) -> NDArray[Item]:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=kind)
