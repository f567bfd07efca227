"""What texts and facts of a posting agree on: its language and its themes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count

import numpy as np
from numpy.typing import NDArray

from matching.core.profile import PostingSide

CHUNK = 2_000
SHARES = {"es": 0.45, "en": 0.25, "pt": 0.15, "fr": 0.15}
LANGUAGES = tuple(SHARES)
THEME_COUNTS = (0.12, 0.62, 0.2, 0.06)
MOST_THEMES = len(THEME_COUNTS)
SIDES = tuple(PostingSide)


# No slots: languages and themes are drawn once per object.
@dataclass(frozen=True)
class Chunk:
    """CHUNK postings of a side in a row; `theme_shares` says how often each theme is chosen."""

    side: PostingSide
    first: int
    seed: int
    theme_shares: NDArray[np.float64]

    def random(self, purpose: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, SIDES.index(self.side), self.first, purpose))

    @cached_property
    def languages(self) -> NDArray[np.int64]:
        return self.random(0).choice(len(LANGUAGES), CHUNK, p=tuple(SHARES.values()))

    @cached_property
    def theme_counts(self) -> NDArray[np.int64]:
        return 1 + self.random(1).choice(MOST_THEMES, CHUNK, p=THEME_COUNTS)

    @cached_property
    def themes(self) -> NDArray[np.int64]:
        """Places of themes, a row for each posting, of which the first `theme_counts` count.

        The largest of shares to the power of 1 / draw are a weighted choice without putting back.
        """
        draws = self.random(2).random((CHUNK, self.theme_shares.size))
        return np.argsort(-(draws ** (1 / self.theme_shares)), axis=1)[:, :MOST_THEMES]


def chunks(side: PostingSide, *, seed: int, theme_shares: NDArray[np.float64]) -> Iterator[Chunk]:
    """One after the other, without end."""
    return (Chunk(side, first, seed, theme_shares) for first in count(0, CHUNK))


def long_tail(size: int, head: int, steepness: float) -> NDArray[np.float64]:
    """Shares by rank, of which the first `head` are nearly alike."""
    shares = (np.arange(1.0, size + 1.0) + head) ** -steepness
    total: NDArray[np.float64] = shares / shares.sum()
    return total
