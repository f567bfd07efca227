"""Postings of a side, as texts and as facts, from one seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

import numpy as np

from bench.synthetic.chunks import Chunk, chunks, long_tail
from bench.synthetic.facts import REFERENCE, Describer
from bench.synthetic.texts import Text, Writer
from matching.core.profile import PostingSide, Profile
from vocabulary.core.thesaurus import Thesaurus

THEME_STEEPNESS = 0.6


class Maker:
    """`texts` and `profiles` of the same side are of the same postings, in the same order, however many."""

    def __init__(self, thesaurus: Thesaurus, seed: int) -> None:
        self.seed = seed
        random = np.random.default_rng(seed)
        rows = json.loads((REFERENCE / "themes.json").read_text(encoding="utf-8"))
        themes = [row for row in rows if row["parent"]]
        shares = long_tail(len(themes), 0, THEME_STEEPNESS)
        self._theme_shares = shares[random.permutation(shares.size)]
        self._writer = Writer(thesaurus, [theme["code"] for theme in themes], random)
        self._describer = Describer(themes)

    def texts(self, side: PostingSide, wanted: int) -> list[Text]:
        found = (text for chunk in self._chunks(side) for text in self._writer.write(chunk))
        return list(islice(found, wanted))

    def profiles(self, side: PostingSide, wanted: int) -> list[Profile]:
        """Without texts or vectors."""
        found = (profile for chunk in self._chunks(side) for profile in self._describer.describe(chunk))
        return list(islice(found, wanted))

    def _chunks(self, side: PostingSide) -> Iterator[Chunk]:
        return chunks(side, seed=self.seed, theme_shares=self._theme_shares)
