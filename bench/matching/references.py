"""What the engine is compared with: rapidfuzz, and every pair scored plainly."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from operator import attrgetter

from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.process import cdist

from matching.core.bands import is_carried, is_listed
from matching.core.best import Best, Hit
from matching.core.criteria import TEXT
from matching.core.criteria.theme import THEME
from matching.core.frozen import Generation
from matching.core.pair import pair_of, vector_of
from matching.core.profile import Profile
from matching.core.rank import score_many
from matching.core.similarity import Gathered, gather, similarities_to
from matching.core.ties import TIE_BITS


def token_set(ones: Sequence[str], others: Sequence[str], *, workers: int) -> None:
    cdist(ones, others, scorer=token_set_ratio, workers=workers)


@dataclass(frozen=True, slots=True)
class Plain:
    """What processes share by being forked."""

    pool: Sequence[Profile]
    gathered: Gathered
    generation: Generation
    k: int
    blocked: int


def find_plainly(
    asking: Sequence[Profile],
    pool: Sequence[Profile],
    generation: Generation,
    *,
    k: int,
    blocked: int,
    processes: int,
) -> list[Best]:
    """Score every pair by theme and text, and in full, as a page does that explains it, each that these two carry.

    By the definition of a suggestion no other is one.
    """
    gathered = gather([vector_of(profile, generation) for profile in pool])
    _shared.append(Plain(pool, gathered, generation, k, blocked))
    try:
        with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("fork")) as forked:
            return list(forked.map(_find, asking))
    finally:
        _shared.clear()


_shared: list[Plain] = []


def _find(asking: Profile) -> Best:
    plain = _shared[0]
    found = list(_suggestions(asking, plain))
    return Best(
        open=_best((hit for hit, is_blocked in found if not is_blocked), plain.k),
        blocked=_best((hit for hit, is_blocked in found if is_blocked), plain.blocked),
    )


def _suggestions(asking: Profile, plain: Plain) -> Iterator[tuple[Hit, bool]]:
    rows = list(_carried(asking, plain))
    others = [plain.pool[row] for row in rows]
    scores = score_many(asking, others, plain.generation)
    for row, other, score in zip(rows, others, scores, strict=True):
        if is_listed(score, asking, other, plain.generation):
            key = score.precise << TIE_BITS | ((1 << TIE_BITS) - 1 - other.tie)
            yield Hit(row, key, score.points), bool(score.blockers)


def _carried(asking: Profile, plain: Plain) -> Iterator[int]:
    own, generation = vector_of(asking, plain.generation), plain.generation
    texts = similarities_to(own, plain.gathered, generation).tolist()
    known: dict[tuple[int | None, int | None], bool] = {}
    for row, (other, near) in enumerate(zip(plain.pool, texts, strict=True)):
        says_nothing = own.is_empty or vector_of(other, generation).is_empty
        fits = (THEME.fit(pair_of(asking, other, generation)), None if says_nothing else near)
        if fits not in known:
            known[fits] = is_carried(
                [one.contribution(fit, generation) for one, fit in zip((THEME, TEXT), fits, strict=True)],
                generation,
            )
        if known[fits]:
            yield row


def _best(hits: Iterator[Hit], wanted: int) -> tuple[Hit, ...]:
    return tuple(sorted(hits, key=attrgetter("key"), reverse=True)[:wanted])
