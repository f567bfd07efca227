"""How long `manage.py up` takes until the portal is ready, cold and warm, and to stop: medians of five.

python -m bench.start [RUNS]
"""

import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.machine import free_port, open_folder, plain_environment

PROJECT = Path(__file__).resolve().parent.parent
AIMS = {"cold": 20.0, "warm": 12.0, "stop": 5.0}
RUNS = 5


def main() -> int:
    took = take_times(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
    for kind, seconds in took.items():
        sys.stdout.write(
            f"{kind}: {statistics.median(seconds):.1f} s (aim {AIMS[kind]:.0f} s, "
            f"from {min(seconds):.1f} to {max(seconds):.1f}, {len(seconds)} runs, {os.cpu_count()} cores)\n",
        )
    return int(any(statistics.median(seconds) > AIMS[kind] for kind, seconds in took.items()))


def take_times(runs: int) -> dict[str, list[float]]:
    """Give the seconds of each run by what was timed, as AIMS names it."""
    took: dict[str, list[float]] = {"cold": [], "warm": [], "stop": []}
    for _ in range(runs):
        with open_folder("bench") as folder:
            for kind in ("cold", "warm"):
                ready, stopped = start_and_stop(folder / "state")
                took[kind].append(ready)
                took["stop"].append(stopped)
    return took


def start_and_stop(state: Path) -> tuple[float, float]:
    """Give the seconds until it said that it was ready, and those until the last process had gone."""
    environment = plain_environment() | {"STATE_DIR": str(state), "PORT": str(free_port())}
    start = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "manage.py", "up"], cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    ) as running:
        if running.stdout is None or not any("The portal is ready" in line for line in running.stdout):
            raise SystemExit("The portal did not start.")
        ready = time.monotonic() - start
        time.sleep(2)  # idle
        start = time.monotonic()
        running.send_signal(signal.SIGINT)
        running.stdout.read()
    return ready, time.monotonic() - start


if __name__ == "__main__":
    sys.exit(main())
