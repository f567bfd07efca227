"""What would raise a score: single changes of either side, each judged by scoring the changed pair itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matching.core.changes import Change, Effort, changes_of
from matching.core.constraints import blockers
from matching.core.criteria import MEANING, TEXT, criteria_of
from matching.core.pair import Pair
from matching.core.profile import PostingSide
from matching.core.score import Score

__all__ = ["Advice", "Effort", "advise"]

# Per mille of the total below which a change is not worth anyone's trouble.
WORTH = 10
# What the texts alone decide: no change of a party's touches it.
SAID = frozenset({TEXT.id, MEANING.id})
NOTHING: Mapping[PostingSide, frozenset[str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One change of one side. `gain` is the new total less the old one, per mille; `at_most` says "up to".

    `lifts` are the codes of the blockers that would be gone, `opens` says that then nothing blocks any more.
    """

    side: PostingSide
    code: str
    params: tuple[str | int, ...]
    effort: Effort
    gain: int
    at_most: bool
    lifts: tuple[str, ...] = ()
    opens: bool = False


def advise(
    pair: Pair,
    score: Score,
    *,
    today: int,
    suggested: Mapping[PostingSide, frozenset[str]] = NOTHING,
) -> tuple[Advice, ...]:
    """Give what helps, the cheapest first: what opens a blocked pair, then by effort, then by gain.

    `score` is that of the pair, `today` a proleptic ordinal, `suggested` the themes that a side's own text speaks of.
    Of a pair that is blocked by what no change of this kind lifts, nothing is said.
    """
    changes = changes_of(pair, today=today, suggested=suggested)
    found = _best_of_each(_judge(change, pair, score) for change in changes)
    blocked = {blocker.code for blocker in score.blockers}
    if blocked - {code for advice in found for code in advice.lifts}:
        return ()
    useful = [advice for advice in found if (advice.lifts if blocked else advice.gain >= WORTH)]
    return tuple(sorted(useful, key=_cheapest_first))


def rescore(pair: Pair, score: Score) -> Score:
    """Score a pair whose texts are those that `score` was given for, without reading them again."""
    criteria = criteria_of(pair.generation)[: len(score.contributions)]
    return Score(
        contributions=tuple(
            part if criterion.id in SAID else criterion.contribution(criterion.fit(pair), pair.generation)
            for criterion, part in zip(criteria, score.contributions, strict=True)
        ),
        blockers=blockers(pair),
    )


def _judge(change: Change, pair: Pair, score: Score) -> Advice | None:
    """Give None for a change that lifts one blocker and raises another."""
    then = rescore(change.applied_to(pair), score)
    before, after = ({blocker.code for blocker in each.blockers} for each in (score, then))
    if after - before:
        return None
    return Advice(
        side=change.side,
        code=change.code,
        params=change.params,
        effort=change.effort,
        gain=then.total - score.total,
        at_most=change.at_most,
        lifts=tuple(sorted(before - after)),
        opens=bool(before) and not after,
    )


def _best_of_each(found: Iterable[Advice | None]) -> list[Advice]:
    """Of several changes of one kind and side, the best; among equals the first proposed."""
    best: dict[tuple[PostingSide, str], Advice] = {}
    for advice in found:
        if advice is None:
            continue
        known = best.get((advice.side, advice.code))
        if known is None or (len(known.lifts), known.gain) < (len(advice.lifts), advice.gain):
            best[advice.side, advice.code] = advice
    return list(best.values())


def _cheapest_first(advice: Advice) -> tuple[bool, int, int, int, bool, str, str]:
    return (
        not advice.opens,
        -len(advice.lifts),
        advice.effort,
        -advice.gain,
        advice.at_most,
        advice.side.value,
        advice.code,
    )
