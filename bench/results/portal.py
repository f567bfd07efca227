"""The figures of the other benchmarks, beside what they have to reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from bench import answering, compilation, publication, rebuilding, start
from bench.quality import SPLIT, judge_engine, read_split
from bench.results.figures import Figure

NAMES = {
    "cold": "`make run` until ready, for the first time",
    "warm": "`make run` until ready, again",
    "stop": "until stopped",
}
GROUPS = {
    "pair": ("nDCG@10, pairs of languages", 0.50, 0.60),
    "mixed": ("nDCG@10, mixed languages", 0.52, 0.60),
    "other-language share": ("share of other languages in the top ten", 0.60, 0.65),
}


def start_figures(runs: int) -> list[Figure]:
    return [seconds(NAMES[kind], took, aim=start.AIMS[kind]) for kind, took in start.take_times(runs).items()]


def publication_figures(count: int) -> list[Figure]:
    """The floor stands for the full size; on the demonstration data alone it is met easily."""
    return [_publication(publication.take_times(count), "demonstration data only")]


def answering_figures(count: int, *, offers: int, needs: int) -> list[Figure]:
    found, size = answering.take_times(count, offers=offers, needs=needs), f"{offers:,} x {needs:,}"
    return [
        _publication(found.publications, f"{size} live"),
        seconds(f"a rebuild of {size} by two workers of one thread, from texts to lists", [found.rebuild]),
        Figure(
            what="a page meanwhile, p95",
            value=publication.p95(found.pages),
            n=len(found.pages),
            spread=(found.pages[0], found.pages[-1]),
            unit=" s",
            decimals=2,
            less_is_better=True,
        ),
        Figure(what="states of the bar that were seen meanwhile", value=found.states, n=1),
    ]


def _publication(took: list[float], beside: str) -> Figure:
    return Figure(
        what=f"publication to suggestions on the page, p95, one worker, {beside}",
        value=publication.p95(took),
        n=len(took),
        spread=(took[0], took[-1]),
        unit=" s",
        decimals=2,
        floor=publication.FLOOR,
        aim=publication.AIM,
        less_is_better=True,
    )


def rebuilding_figures(offers: int, needs: int, runs: int) -> list[Figure]:
    """The floor stands for a size at which a rebuild takes longer than handing out its work."""
    took = rebuilding.take_times(offers, needs, runs)
    one, two = (took[count] for count in rebuilding.WORKERS)
    return [
        seconds(f"a rebuild by one worker of one thread, {offers:,} x {needs:,}", one),
        seconds("the same by two", two),
        Figure(
            what="two workers beside one",
            value=rebuilding.gain(took),
            n=runs,
            unit="x",
            decimals=2,
            floor=1.0 if offers >= rebuilding.OFFERS else None,
        ),
    ]


def compilation_figures(runs: int) -> list[Figure]:
    took = compilation.take_times(runs)
    return [
        seconds("compiling the engine, once per processor and version", took["compiled"]),
        seconds("reading it back, imports included", took["read back"]),
    ]


def quality_figures() -> list[Figure]:
    """Nothing where the split is not at hand."""
    if not SPLIT.exists():
        return []
    split = read_split(SPLIT)
    found: Mapping[str, float] = judge_engine(split, "shipped")
    return [
        Figure(what=what, value=found[group], n=len(split.queries), decimals=3, floor=floor, aim=aim)
        for group, (what, floor, aim) in GROUPS.items()
    ]


def seconds(what: str, took: Sequence[float], aim: float | None = None) -> Figure:
    return Figure(
        what=what,
        value=median(took),
        n=len(took),
        spread=(min(took), max(took)),
        unit=" s",
        decimals=1,
        aim=aim,
        less_is_better=True,
    )
