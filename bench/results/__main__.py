"""Run a selection of the benchmarks and write RESULTS.md: `python -m bench.results [--whole]`.

The selection takes about five minutes where nothing else runs; `--whole` repeats more, and lets offers grow to 400,000.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import rebuilding
from bench.results.figures import Figure
from bench.results.matching import growth_figures, matching_figures
from bench.results.page import render
from bench.results.portal import (
    answering_figures,
    compilation_figures,
    publication_figures,
    quality_figures,
    rebuilding_figures,
    start_figures,
)

PROJECT = Path(__file__).resolve().parent.parent.parent
TARGET = PROJECT / "bench" / "RESULTS.md"


@dataclass(frozen=True, slots=True)
class Selection:
    starts: int
    publications: int
    # How many offers and needs, and how often.
    rebuilds: tuple[int, int, int]
    readings: int
    matching: tuple[str, ...]
    growth: tuple[str, ...]
    # At this size pages are looked at during a rebuild, and publications are measured once more.
    live: tuple[int, int] | None = None


SELECTION = Selection(
    starts=1,
    publications=20,
    rebuilds=(5_000, 1_000, 1),
    readings=3,
    matching=(),
    growth=("--offers", "100000", "--needs", "1000"),
)
WHOLE = Selection(
    starts=5,
    publications=40,
    rebuilds=(rebuilding.OFFERS, rebuilding.NEEDS, rebuilding.RUNS),
    readings=5,
    matching=(),
    growth=(),
    live=(100_000, 20_000),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.results", description=__doc__)
    parser.add_argument(
        "--whole", action="store_true", help="everything, as often as each says; half an hour"
    )
    selection = WHOLE if parser.parse_args().whole else SELECTION
    began, load = datetime.now(tz=UTC), os.getloadavg()[0]
    figures: list[Figure] = []
    say("matching")
    run = matching(*selection.matching)
    figures += tell(matching_figures(run))
    say("publication")
    if selection.live:
        offers, needs = selection.live
        figures += tell(answering_figures(selection.publications, offers=offers, needs=needs))
    figures += tell(publication_figures(selection.publications))
    say("rebuilding")
    figures += tell(rebuilding_figures(*selection.rebuilds))
    say("growth")
    growth = matching("--growth", *selection.growth)
    figures += tell(growth_figures(growth))
    say("quality")
    figures += tell(quality_figures())
    say("start")
    others = [*start_figures(selection.starts), *compilation_figures(selection.readings)]
    TARGET.write_text(render(figures, others, run, growth, began=began, load=load), encoding="utf-8")
    return report(figures)


def matching(*options: str) -> dict[str, Any]:
    """In a process of its own, whose memory nothing else fills."""
    said = subprocess.run(  # noqa: S603 (a command of our own)
        [sys.executable, "-m", "bench.matching", "--json", *options],
        cwd=PROJECT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    figures: dict[str, Any] = json.loads(said)
    return figures


def tell(figures: list[Figure]) -> list[Figure]:
    """Show figures as they come: all of them together take long."""
    for figure in figures:
        say("  ".join(cell for cell in figure.cells if cell))
    return figures


def report(figures: list[Figure]) -> int:
    short = [figure.what for figure in figures if not figure.reaches_floor]
    if short:
        sys.stderr.write(f"below the floor: {'; '.join(short)}\n")
    return int(bool(short))


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
