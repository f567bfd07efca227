"""How fast the engine is beside rapidfuzz, on synthetic postings: `python -m bench.matching [--growth] [--json]`."""

from __future__ import annotations

import argparse
import json
import sys

from bench.matching.growth import measure_growth
from bench.matching.run import Run

OFFERS, NEEDS, SEED, COMPARED = 100_000, 20_000, 1, 50
LARGEST_OFFERS, GROWTH_NEEDS = 400_000, 2_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument(
        "--offers", type=_positive, help=f"how many ({OFFERS}; the most of --growth: {LARGEST_OFFERS})"
    )
    parser.add_argument(
        "--needs", type=_positive, help=f"how many ({NEEDS}; those of --growth: {GROWTH_NEEDS})"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--compared",
        type=_positive,
        default=COMPARED,
        help=f"how many needs are scored plainly too ({COMPARED})",
    )
    parser.add_argument(
        "--growth", action="store_true", help="how the time grows with the number of postings"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    options = parser.parse_args()
    if options.growth:
        figures = measure_growth(
            options.offers or LARGEST_OFFERS, options.needs or GROWTH_NEEDS, options.seed
        )
    else:
        run = Run(options.offers or OFFERS, options.needs or NEEDS, options.seed)
        figures = run.go(options.compared)
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        for name, value in figures.items():
            sys.stdout.write(f"{name}: {value}\n")


def _positive(written: str) -> int:
    number = int(written)
    if number < 1:
        raise ValueError
    return number


if __name__ == "__main__":
    main()
