"""`manage.py up` as a person starts it, for the tests of starting and stopping."""

import os
import subprocess
import sys
import time
from pathlib import Path

from cooperanet.embedded.processes import is_alive
from cooperanet.embedded.state import PROJECT
from tests.machine import PATIENCE, free_port, plain_environment

READY = "The portal is ready"


class Run:
    """One run on a state folder; every process that knows the folder belongs to it."""

    def __init__(
        self,
        state: Path,
        *,
        project: Path = PROJECT,
        python: str = sys.executable,
        **environment: str,
    ) -> None:
        self.state = state
        self.project = project
        self.python = python
        self.port = free_port()
        self.given = {
            **plain_environment(),
            "STATE_DIR": str(state),
            "PORT": str(self.port),
            **environment,
        }
        self.output = state.with_name(f"{state.name}-output")
        self.process: subprocess.Popen | None = None

    def start(self, **options: object) -> "Run":
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [self.python, "manage.py", "up"],
                cwd=self.project,
                env=self.given,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **options,
            )
        return self

    def wait_until_ready(self) -> "Run":
        deadline = time.monotonic() + 2 * PATIENCE
        while READY not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)
        return self

    def said(self) -> str:
        return self.output.read_text()

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def wait(self) -> int:
        return self.process.wait(PATIENCE)

    def find(self, part: str) -> int:
        """The process of a part: the one whose starter is the supervisor."""
        marks = {
            "postgres": "/bin/postgres",
            "valkey": "valkey-server",
            "web": "gunicorn",
        }
        mark = marks.get(part, f"cooperanet {part} ").replace(" ", "\0")
        for pid in self.processes():
            if mark in read(pid, "cmdline") and f"\nPPid:\t{self.process.pid}\n" in read(pid, "status"):
                return pid
        raise AssertionError(f"no process of {part}")

    def processes(self) -> list[int]:
        """Find all that have the state folder in their command line, environment or place."""
        numbers = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal())
        return [pid for pid in numbers if pid != os.getpid() and is_alive(pid) and self.owns(pid)]

    def owns(self, pid: int) -> bool:
        # Valkey writes its title over its command line and environment, but works in its folder.
        try:
            folder = str(Path(f"/proc/{pid}/cwd").readlink())
        except OSError:
            folder = ""
        return any(str(self.state) in trace for trace in (read(pid, "environ"), read(pid, "cmdline"), folder))

    def wait_until_nothing_is_left(self) -> None:
        deadline = time.monotonic() + 15
        while left := self.processes():
            assert time.monotonic() < deadline, [read(pid, "cmdline").replace("\0", " ") for pid in left]
            time.sleep(0.05)

    def end(self) -> None:
        """Whatever the test left, gone."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.wait_until_nothing_is_left()


def read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return ""
