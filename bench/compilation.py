"""What the compiled engine costs before its first search: compiled once per processor and version, then read back.

python -m bench.compilation [RUNS]
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.machine import open_folder

PROJECT = Path(__file__).resolve().parent.parent
RUNS = 3
WARM_UP = "from matching.core.warm import warm_up; warm_up()"


def main() -> None:
    took = take_times(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
    for kind, seconds in took.items():
        sys.stdout.write(
            f"{kind}: {statistics.median(seconds):.1f} s "
            f"(from {min(seconds):.1f} to {max(seconds):.1f}, {len(seconds)} runs, {os.cpu_count()} cores)\n",
        )


def take_times(runs: int) -> dict[str, list[float]]:
    """Compile into an empty folder once; read back, with all that has to be imported, so many times."""
    with open_folder("bench") as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder)}
        return {
            "compiled": [_warm_up(environment)],
            "read back": [_warm_up(environment) for _ in range(runs)],
        }


def _warm_up(environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", WARM_UP], cwd=PROJECT, env=environment, check=True)  # noqa: S603 (ours)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
