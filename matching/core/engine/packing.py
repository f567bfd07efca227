"""Profiles as columns of numbers, which compiled code reads; nothing here is a judgement."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from matching.core.criteria.period import ALWAYS_AFTER, ALWAYS_BEFORE
from matching.core.engine.coding import CODED, MOST_CLASSES, ClassBook, CodePlaces, Places
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
    NO_FEATURE,
    NO_PERIOD,
    ROW,
    THEME_WORDS,
    WEIGHT_BITS,
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
# Given to a row with its segment.
NO_PLACE = -1
# Past what the count of themes of a posting can hold.
LARGEST_COUNT = 255


class Packer:
    """What both sides must agree on before their columns can be compared: the codes of a pool."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation
        self.themes = CodePlaces("sub-themes", MOST_THEMES)
        self.areas = CodePlaces("priority areas", WORD_BITS)
        self.sectors = CodePlaces("sectors", WORD_BITS)
        self.countries = CodePlaces("countries", MOST_COUNTRIES)
        self.groups = CodePlaces("groups", WORD_BITS)
        self.languages: Places[str] = Places("languages of texts", WORD_BITS)
        self.sets: Places[int] = Places("sets of countries", 1 << 31)
        self.books = tuple(ClassBook(coded, generation) for coded in CODED)
        self.origins: Places[tuple[int, int]] = Places("origins", MOST_CLASSES)
        # Languages, delivery and financing of rows together: few ever occur.
        self.terms: Places[tuple[int, ...]] = Places("terms", MOST_CLASSES)
        self.words = Vocabulary("words")
        self.grams = Vocabulary("grams")
        self._sets = np.zeros((0, COUNTRY_WORDS), dtype=np.uint64)

    def pack(self, profiles: Sequence[Profile], *, asks: bool) -> Columns:
        """Words and grams that no row of the pool has met are left out of the texts of those that ask."""
        vectors = [self._vector(profile) for profile in profiles]
        facts = [
            self._facts(profile, vector, asks=asks) for profile, vector in zip(profiles, vectors, strict=True)
        ]
        word_starts, words = _coded(
            self.words,
            [vector.words for vector in vectors],
            [vector.word_weights for vector in vectors],
            asks=asks,
        )
        gram_starts, grams = _coded(
            self.grams,
            [vector.grams for vector in vectors],
            [vector.gram_weights for vector in vectors],
            asks=asks,
        )
        return Columns(np.array(facts, dtype=ROW), word_starts, words, gram_starts, grams)

    def _vector(self, profile: Profile) -> TextVector:
        vector = vector_of(profile, self.generation)
        if vector.generation != self.generation.digest:
            raise StaleVectorError(vector.generation)
        return vector

    def _facts(self, profile: Profile, vector: TextVector, *, asks: bool) -> tuple[int, ...]:
        """In the order of ROW."""
        themes = self.themes.mask(profile.themes)
        groups = self.groups.mask(profile.groups)
        country = NO_COUNTRY if profile.country is None else self.countries.place(profile.country)
        classes = tuple(book.class_of(profile, asks=asks) for book in self.books)
        return (
            themes & WORD,
            themes >> WORD_BITS,
            groups,
            *_period(profile),
            self.sets.place(self.countries.mask(profile.eligible)),
            self.sets.place(self.countries.mask(profile.preferred)),
            *classes,
            0 if asks else self.terms.place(classes[1:]),
            0 if asks else self.origins.place((country, groups)),
            country,
            min(len(profile.themes), LARGEST_COUNT),
            self.languages.place(vector.language),
            _flags(profile, has_text=not vector.is_empty),
            NO_PLACE,
            self.areas.mask(profile.areas),
            self.sectors.mask(profile.sectors),
            sum(1 << goal for goal in profile.goals),
            profile.tie,
        )

    def factors(self) -> NDArray[np.int64]:
        """Language factors as a square table over the codes of `language`."""
        known = list(self.languages)
        return np.array(
            [[self.generation.factor(one, other) for other in known] for one in known], dtype=np.int64
        ).reshape(len(known), len(known))

    def sets_of_countries(self) -> NDArray[np.uint64]:
        """Only those not met before are worked out."""
        if len(self._sets) == len(self.sets):
            return self._sets
        new = islice(self.sets, len(self._sets), None)
        masks = [[mask >> WORD_BITS * word & WORD for word in range(COUNTRY_WORDS)] for mask in new]
        self._sets = np.concatenate((self._sets, np.array(masks, dtype=np.uint64)))
        return self._sets


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


def _coded(
    vocabulary: Vocabulary,
    ids: Sequence[NDArray[np.uint64]] | Sequence[NDArray[np.uint32]],
    weights: Sequence[NDArray[np.uint8]],
    *,
    asks: bool,
) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """What stands in some texts, each above its weight, and where the texts begin."""
    starts = np.concatenate(([0], np.cumsum([own.size for own in ids], dtype=np.int64)))
    if not starts[-1]:
        return starts, np.zeros(0, dtype=np.uint32)
    # One type, whatever was given: another one would be compiled anew.
    all_ids, all_weights = np.concatenate(ids).astype(np.uint64), np.concatenate(weights)
    features = vocabulary.find(all_ids) if asks else vocabulary.learn(all_ids)
    known = features != NO_FEATURE
    coded = features[known].astype(np.uint32) << np.uint32(WEIGHT_BITS) | all_weights[known]
    return np.concatenate(([0], np.cumsum(known)))[starts], coded
