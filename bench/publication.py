"""How long after its publication a posting's suggestions can be read, with a real worker on the demonstration data.

python -m bench.publication [COUNT]
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

from tests.machine import machine_in, open_folder

PROJECT = Path(__file__).resolve().parent.parent

COUNT = 40
AIM = 5.0
MEASURE = "import django; django.setup(); from bench.reader import measure; measure({count})"


def main() -> int:
    seconds = take_times(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    sys.stdout.write(
        f"from publication to suggestions on the page: median {statistics.median(seconds):.2f} s, "
        f"p95 {p95:.2f} s (aim {AIM:.0f} s), from {seconds[0]:.2f} to {seconds[-1]:.2f}, "
        f"{len(seconds)} postings, {os.cpu_count()} cores\n",
    )
    return int(p95 > AIM)


def take_times(count: int) -> list[float]:
    """Give the seconds of each publication, the shortest first."""
    with open_folder("bench") as folder, machine_in(folder) as machine:
        machine.manage("prepare", "--demo")
        # As a deployment sweeps, so that it is the bell that is measured.
        machine.worker.environment = {**machine.worker.environment, "SWEEP_SECONDS": "5"}
        machine.start_worker()
        said = subprocess.run(  # noqa: S603 (a command of our own)
            [sys.executable, "-c", MEASURE.format(count=count)],
            cwd=PROJECT,
            env={**machine.environment, "DJANGO_SETTINGS_MODULE": "cooperanet.settings"},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
    return sorted(float(line) for line in said.splitlines())


if __name__ == "__main__":
    sys.exit(main())
