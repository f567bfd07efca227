"""How long after its publication a posting's suggestions can be read, with a real worker of one thread.

python -m bench.publication [COUNT]

Measured on the demonstration data; `bench.answering` does the same beside many more postings.
"""

import argparse
import os
import statistics
import sys

from bench.portals import one_thread_worker, run_inside
from tests.machine import machine_in, open_folder, start_worker

COUNT = 40
FLOOR, AIM = 1.0, 0.3
MEASURE = "from bench.reader import measure; measure({count})"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.publication", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=COUNT)
    seconds = take_times(parser.parse_args().count)
    sys.stdout.write(
        f"from publication to suggestions on the page: median {statistics.median(seconds):.2f} s, "
        f"p95 {p95(seconds):.2f} s (floor {FLOOR} s, aim {AIM} s), from {seconds[0]:.2f} to {seconds[-1]:.2f}, "
        f"{len(seconds)} postings, {os.cpu_count()} cores\n",
    )
    return int(p95(seconds) > FLOOR)


def p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def take_times(count: int) -> list[float]:
    """Give the seconds of each publication, the shortest first."""
    with open_folder("bench") as folder, machine_in(folder) as machine:
        machine.manage("prepare", "--demo")
        worker = one_thread_worker(machine, "worker")
        try:
            start_worker(worker)
            machine.manage("rebuild_matches")
            said = run_inside(machine, MEASURE.format(count=count))
        finally:
            worker.stop(grace=5)
    return sorted(float(line) for line in said.splitlines())


if __name__ == "__main__":
    sys.exit(main())
