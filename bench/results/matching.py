"""The figures of `python -m bench.matching --json`, beside what they have to reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from bench.results.figures import Figure

MEGABYTE = 1_000
MS = 1_000
# Where the floors stand: other sizes are measured, and not judged by them.
FULL_SIZE = (100_000, 20_000)


def matching_figures(run: Mapping[str, Any]) -> list[Figure]:
    times: Mapping[str, Sequence[float]] = run["every_time"]
    reference = run["token_set_seconds"]
    size = f"{run['offers']:,} x {run['needs']:,}"
    return [
        _ratio(f"first stage beside token_set_ratio, {size}", reference, times["first stage"], 2_500, 6_000),
        _ratio("both stages, same", reference, times["both stages"], 1_200, 4_000),
        _ratio("cold, text to rows, same", reference, times["end to end"], 250, 1_000),
        Figure(
            what="first stage's share of the limit of updates",
            value=run["rmw_share"],
            n=len(times["first stage"]),
            spread=_spread([run["rmw_limit_seconds"] / seconds for seconds in times["first stage"]]),
            decimals=2,
            floor=0.33,
            aim=0.60,
        ),
        *_newcomers(run),
        Figure(
            what="peak memory of a worker that holds both sides",
            value=run["peak_rss_mb"] / MEGABYTE,
            unit=" GB",
            decimals=2,
            floor=1.2,
            aim=0.6,
            less_is_better=True,
        ),
        Figure(
            what=f"lists of {run['bruteforce_needs']} needs the same as scoring every pair",
            value=float(run["identical_to_bruteforce"]),
            n=run["bruteforce_needs"],
            floor=1,
            aim=1,
        ),
    ]


def growth_figures(growth: Mapping[str, Any]) -> list[Figure]:
    sizes = list(growth["seconds_by_offers"])
    return [
        Figure(
            what=f"exponent of growth in offers, {sizes[0]} to {sizes[-1]}, {growth['needs']:,} needs",
            value=growth["exponent_in_offers"],
            n=len(sizes),
            decimals=2,
            floor=1.0,
            aim=0.9,
            less_is_better=True,
        ),
        Figure(
            what="exponent of growth in both",
            value=growth["exponent_jointly"],
            n=len(growth["seconds_jointly"]),
            decimals=2,
        ),
    ]


def _newcomers(run: Mapping[str, Any]) -> list[Figure]:
    """One core scores one posting; the reference has all cores and scores many at once."""
    per_pair = run["token_set_seconds"] / (run["offers"] * run["needs"])
    found = []
    for side, pool, floor, aim in (("offer", "needs", 190, 400), ("need", "offers", 600, 1_300)):
        p50, p99 = run[f"new_{side}_ms_p50"], run[f"new_{side}_ms_p99"]
        found += [
            Figure(
                what=f"new {side} beside token_set_ratio, p50",
                value=MS * per_pair * run[pool] / p50,
                n=run["newcomers"],
                unit="x",
                floor=floor,
                aim=aim,
            ),
            Figure(
                what=f"new {side}, p99",
                value=p99,
                n=run["newcomers"],
                unit=" ms",
                decimals=2,
                aim=2,
                less_is_better=True,
            ),
        ]
    return found


def _ratio(what: str, reference: float, seconds: Sequence[float], floor: float, aim: float) -> Figure:
    return Figure(
        what=what,
        value=reference / median(seconds),
        n=len(seconds),
        spread=_spread([reference / one for one in seconds]),
        unit="x",
        floor=floor,
        aim=aim,
    )


def _spread(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)
