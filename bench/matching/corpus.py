"""The postings of a run: their texts, what else they say, and the generation under which they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bench.synthetic import Maker, Text
from matching.core.frozen import Generation
from matching.core.generation import fit_generation
from matching.core.profile import PostingSide, Profile
from matching.core.vectors import TextVector, vectorise_many
from vocabulary.core.features import TextFeatures
from vocabulary.core.reading import read_text
from vocabulary.core.thesaurus import Thesaurus, load_thesaurus

THESAURUS = Path(__file__).resolve().parent.parent.parent / "fixtures" / "reference" / "thesaurus.csv"
# Enough for frequencies; the rest of the texts are new to the generation, as in life.
FITTED = 4_000

Profiles: TypeAlias = Mapping[PostingSide, Sequence[Profile]]


@dataclass(frozen=True, slots=True)
class Corpus:
    thesaurus: Thesaurus
    generation: Generation
    texts: Mapping[PostingSide, Sequence[Text]]
    profiles: Profiles

    def few(self, count: int) -> Profiles:
        """The first of each side with their vectors, read here and now."""
        return {
            side: with_vectors(
                self.profiles[side][:count],
                vectorise_many([read(text, self.thesaurus) for text in texts[:count]], self.generation),
            )
            for side, texts in self.texts.items()
        }


def make_corpus(offers: int, needs: int, *, seed: int) -> Corpus:
    thesaurus = load_thesaurus(THESAURUS)
    maker = Maker(thesaurus, seed)
    wanted = {PostingSide.OFFER: offers, PostingSide.NEED: needs}
    texts = {side: maker.texts(side, count) for side, count in wanted.items()}
    return Corpus(
        thesaurus=thesaurus,
        generation=_fit(texts[PostingSide.OFFER][:FITTED], thesaurus),
        texts=texts,
        profiles={side: maker.profiles(side, count) for side, count in wanted.items()},
    )


def _fit(texts: Sequence[Text], thesaurus: Thesaurus) -> Generation:
    return fit_generation([read(text, thesaurus) for text in texts], thesaurus=thesaurus.digest)


def read(text: Text, thesaurus: Thesaurus) -> TextFeatures:
    return read_text(title=text.title, body=text.body, language=text.language, thesaurus=thesaurus)


def with_vectors(profiles: Sequence[Profile], vectors: Iterable[TextVector]) -> list[Profile]:
    return [profile.with_vector(vector) for profile, vector in zip(profiles, vectors, strict=True)]
