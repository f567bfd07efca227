"""The page that RESULTS.md is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bench.results.figures import HEADER, Figure, table
from bench.results.machine import describe_machine

PAGE = """# What the benchmarks measured

Written by `make bench`, never by hand.

- When: {began:%Y-%m-%d %H:%M} UTC, load average {load:.1f} when it began. Whatever else runs on the machine makes seconds longer;
  ratios are within one run, where it slows both.
- Where: {machine}.
- What: {offers:,} offers and {needs:,} needs made from seed {seed}, {features:,} distinct features of words and concepts.

Measured is the median, unless a percentile is named; the spread is from the least to the most.

{figures}
## Where the time goes

One cold run from texts to {rows:,} rows, 20 offers per need and 20 needs per offer.

{parts}
An exhaustive first stage would make {updates:,} updates, {limit:.2f} s of nothing else; the engine passes over many.
A share of that limit above 1 means that it searches exactly in less time than the bare updates take.

Growth, seconds of both stages:

{growth}
## The portal and the compiler

{others}
## How it is measured

- *First stage*: the exact best 20 over all criteria, texts by words and concepts; *both stages*: with the letters that they have in
  common. The index is built, the postings that ask are packed, lists come as arrays.
- *token_set_ratio*: rapidfuzz's `cdist` on all cores over {pairs:,} pairs drawn at random, scaled to all pairs.
- *Cold*: processes that have read no text yet, vectors, both indexes, both lists, COPY into PostgreSQL with an index.
  Compiled code is there already: what it costs to make stands above.
- *New offer, new need*: its list of 20 and of 5 blocked ones from the other side, on one core, from its vector to objects, without the database.
- *Memory*: the high-water mark of a process that reads the postings in parts, holds both sides and ranks a piece of each.
- *The same as scoring every pair*: lists and points equal to those of the plain scorer over all offers.
"""


def render(
    figures: Sequence[Figure],
    others: Sequence[Figure],
    run: Mapping[str, Any],
    growth: Mapping[str, Any],
    *,
    began: datetime,
    load: float,
) -> str:
    parts = [(name, f"{seconds:,.2f} s") for name, seconds in run["end_to_end_parts"].items()]
    sizes = [
        (f"{size} x {growth['needs']}", f"{took:.3f}") for size, took in growth["seconds_by_offers"].items()
    ]
    sizes += [
        (f"{size} x {int(size) // growth['offers_per_need']}", f"{took:.3f}")
        for size, took in growth["seconds_jointly"].items()
    ]
    return PAGE.format(
        began=began,
        load=load,
        machine=describe_machine(),
        offers=run["offers"],
        needs=run["needs"],
        seed=run["seed"],
        features=run["features"],
        figures=table(HEADER, [figure.cells for figure in figures]),
        rows=run["rows_written"],
        parts=table(("part", "seconds"), parts),
        updates=run["updates"],
        limit=run["rmw_limit_seconds"],
        growth=table(("offers x needs", "seconds"), sizes),
        others=table(HEADER, [figure.cells for figure in others]),
        pairs=run["token_set_pairs_timed"],
    )
