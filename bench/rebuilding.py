"""How long a rebuild takes with one worker and with two, each of one thread: medians of five, alternately.

python -m bench.rebuilding [--offers N] [--needs M] [--runs R]
"""

import argparse
import os
import re
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bench.portals import fill_portal, one_thread_worker, run_inside
from tests.machine import Machine, machine_in, open_folder, start_worker

OFFERS, NEEDS, RUNS = 20_000, 4_000, 5
WORKERS = (1, 2)
CLEAR = "from matching.services import forget_retired\nwhile forget_retired(): pass"
SERVES = re.compile(r"serves after ([\d.]+) s")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.rebuilding", description=__doc__)
    parser.add_argument("--offers", type=int, default=OFFERS)
    parser.add_argument("--needs", type=int, default=NEEDS)
    parser.add_argument("--runs", type=int, default=RUNS)
    options = parser.parse_args()
    took = take_times(options.offers, options.needs, options.runs)
    for count, seconds in took.items():
        sys.stdout.write(
            f"{count} worker{'s'[: count - 1]}: {statistics.median(seconds):.1f} s (from {min(seconds):.1f} to "
            f"{max(seconds):.1f}, {len(seconds)} runs, {options.offers:,} x {options.needs:,}, {os.cpu_count()} cores)\n"
        )
    return int(gain(took) <= 1)


def take_times(offers: int, needs: int, runs: int) -> dict[int, list[float]]:
    """Give the seconds of each rebuild by how many workers shared it; what reads all texts is not among them."""
    took: dict[int, list[float]] = {count: [] for count in WORKERS}
    with open_folder("bench") as folder, machine_in(folder) as machine:
        machine.manage("prepare")
        fill_portal(machine, offers, needs)
        for _ in range(runs):
            for count in WORKERS:
                took[count].append(rebuild(machine, count))
    return took


def gain(took: dict[int, list[float]]) -> float:
    """How many times as fast two are as one."""
    one, two = (statistics.median(took[count]) for count in WORKERS)
    return one / two


def rebuild(machine: Machine, workers: int) -> float:
    """The second of workers that have just started: the first warms them, and what it leaves behind is cleared away."""
    with working(machine, workers):
        machine.manage("rebuild_matches")
        run_inside(machine, CLEAR)
        said = machine.manage("rebuild_matches")
    found = SERVES.search(said)
    if found is None:
        raise RuntimeError(said)
    return float(found[1])


@contextmanager
def working(machine: Machine, count: int) -> Iterator[None]:
    parts = [one_thread_worker(machine, f"worker-{number}") for number in range(count)]
    try:
        for part in parts:
            start_worker(part)
        yield
    finally:
        for part in parts:
            part.stop(grace=5)


if __name__ == "__main__":
    sys.exit(main())
