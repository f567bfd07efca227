"""Real portals that are there to be measured."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cooperanet.embedded.processes import Process
from tests.machine import Machine, build_worker

PROJECT = Path(__file__).resolve().parent.parent
FILL = "from bench.filling import fill; fill({offers}, {needs})"
# As a deployment sweeps, so that it is the bell that is measured.
SWEEP_SECONDS = "5"
CONCURRENCY = "-c"


def run_inside(machine: Machine, code: str) -> str:
    """Run code with the settings of that portal, in a process of its own; give what it printed."""
    return subprocess.run(  # noqa: S603 (a command of our own)
        [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"],
        cwd=PROJECT,
        env={**machine.environment, "DJANGO_SETTINGS_MODULE": "cooperanet.settings"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def fill_portal(machine: Machine, offers: int, needs: int) -> None:
    run_inside(machine, FILL.format(offers=offers, needs=needs))


def one_thread_worker(machine: Machine, name: str) -> Process:
    """A worker that does one thing at a time."""
    worker = build_worker(machine.environment, machine.folder, name=name)
    command = list(worker.command)
    command[command.index(CONCURRENCY) + 1] = "1"
    worker.command = command
    worker.environment = {**worker.environment, "SWEEP_SECONDS": SWEEP_SECONDS}
    return worker
