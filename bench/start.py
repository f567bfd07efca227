"""How long `manage.py up` takes until the portal is ready, cold and warm, and to stop: medians of five.

python bench/start.py [RUNS]
"""

import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
AIMS = {"cold": 20.0, "warm": 12.0, "stop": 5.0}
RUNS = 5
OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "EMBEDDED", "DEBUG", "DEMO")


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    took: dict[str, list[float]] = {"cold": [], "warm": [], "stop": []}
    for _ in range(runs):
        folder = Path(tempfile.mkdtemp(prefix="cooperanet-bench-"))
        folder.chmod(0o711)
        for kind in ("cold", "warm"):
            ready, stopped = start_and_stop(folder / "state")
            took[kind].append(ready)
            took["stop"].append(stopped)
        shutil.rmtree(folder)
    for kind, seconds in took.items():
        sys.stdout.write(
            f"{kind}: {statistics.median(seconds):.1f} s (aim {AIMS[kind]:.0f} s, "
            f"from {min(seconds):.1f} to {max(seconds):.1f}, {len(seconds)} runs, {os.cpu_count()} cores)\n",
        )
    return int(any(statistics.median(seconds) > AIMS[kind] for kind, seconds in took.items()))


def start_and_stop(state: Path) -> tuple[float, float]:
    """Give the seconds until it said that it was ready, and those until the last process had gone."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    environment |= {"STATE_DIR": str(state), "PORT": str(free_port())}
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
