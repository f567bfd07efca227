"""The whole portal under one process: started in order, watched, stopped in reverse with nothing left behind."""

import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from cooperanet.embedded.probe import read_status
from cooperanet.embedded.processes import (
    PAUSE,
    CannotStart,
    PartDied,
    Process,
    wait_until,
)
from cooperanet.embedded.servers import Servers
from cooperanet.embedded.state import PROJECT, StateFolder

DEFAULT_PORT = 8000
HIGHEST_PORT = 65_535
PREPARE_SECONDS = 600.0
READY_SECONDS = 60.0
WATCH_PAUSE = 0.1
# A thousand rows of demonstration data would ring a thousand times; the first sweep finds them all.
NOBODY_LISTENS = "memory://localhost"
# How long a part may take to finish what it is doing; the hurried figure is for a second Ctrl-C.
GRACE_SECONDS, HURRIED_SECONDS = 10.0, 1.0
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (gunicorn's heartbeat file, unlinked at once)
HALTING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):
    """Somebody asked to stop while the portal was still starting."""


def python_part(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


WORKER = python_part(
    "-m",
    "celery",
    "--quiet",
    "-A",
    "cooperanet",
    "worker",
    "--without-gossip",
    "--without-mingle",
    "-c",
    "2",
)
BEAT = python_part("-m", "celery", "--quiet", "-A", "cooperanet", "beat", "--pidfile=", "-s")
WEB = python_part("-m", "gunicorn", "--config", "python:cooperanet.web", "-w", "2", "--threads", "4")
WEB += ["--graceful-timeout", "3", "-b"]


@dataclass
class Supervisor:
    state: StateFolder
    port: int
    given: Mapping[str, str]
    say: Callable[[str], None]
    halts: int = field(default=0, init=False)
    servers: Servers = field(init=False)
    environment: dict[str, str] = field(init=False)
    parts: list[Process] = field(default_factory=list, init=False)
    began: float = field(default_factory=time.monotonic, init=False)

    def run(self) -> None:
        """Until somebody asks to stop; raises CannotStart when a part does not start, or dies."""
        self.listen_to_signals()
        self.state.prepare()
        try:
            lock = self.state.lock(check=self.check)
        except Interrupted:
            return
        require_free_port(self.port)
        self.state.environment_file.unlink(missing_ok=True)
        self.state.turn_logs()
        self.servers = Servers(self.state, self.given, inherited=(lock,), check=self.check_all)
        try:
            self.start(lock)
            self.watch()
        except Interrupted:
            pass
        finally:
            self.stop()
            os.close(lock)

    def listen_to_signals(self) -> None:
        for number in HALTING:
            signal.signal(number, self.note_signal)

    def note_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.halts += 1

    def check(self) -> None:
        if self.halts:
            raise Interrupted

    def start(self, lock: int) -> None:
        address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PUBLIC_URL": address,
            **self.servers.environment(),
            "PYTHONUNBUFFERED": "1",
        }
        # Web and worker take their time to load, beside the servers and the preparation; web asks the database for
        # nothing before it is asked itself, and no message comes before beat does.
        web = self.start_web(lock)
        for server in self.servers.own:
            with_time = self.timer()
            server.start()
            self.parts.append(server.process)
            self.say(with_time(f"{server.process.name} answers on port {server.port}"))
        self.start_part("worker", WORKER, lock)
        self.prepare(lock)
        self.start_part("beat", [*BEAT, str(self.state.path / "beat-schedule")], lock)
        self.state.publish(self.environment)
        self.say(self.wait_for_readiness(web))

    def prepare(self, lock: int) -> None:
        command = python_part("manage.py", "prepare", *(["--demo"] if self.wants_demo() else []))
        part = self.build("prepare", command, lock, log=None)
        part.environment = self.environment | {"REDIS_URL": NOBODY_LISTENS}
        part.start()
        try:
            ended = part.wait(PREPARE_SECONDS, check=self.check_all)
        finally:
            part.kill()
        if not ended or part.describe_end() != "exit code 0":
            raise CannotStart("The database could not be prepared; the reason stands above.")

    def wants_demo(self) -> bool:
        """Demonstration people never enter a database that somebody else runs, unless told to."""
        wish = self.given.get("DEMO", "")
        return wish == "1" or (self.servers.postgres is not None and wish != "0")

    def start_web(self, lock: int) -> Process:
        heartbeat = SHARED_MEMORY if SHARED_MEMORY.is_dir() else Path(tempfile.gettempdir())
        return self.start_part(
            "web", [*WEB, f"127.0.0.1:{self.port}", "--worker-tmp-dir", str(heartbeat)], lock
        )

    def start_part(self, name: str, command: list[str], lock: int) -> Process:
        part = self.build(name, command, lock, log=self.state.log(name))
        part.start()
        self.parts.append(part)
        return part

    def build(self, name: str, command: list[str], lock: int, *, log: Path | None) -> Process:
        return Process(name, command, self.environment, folder=PROJECT, log=log, inherited=(lock,))

    def wait_for_readiness(self, web: Process) -> str:
        with_time = self.timer()
        status = ""

        def is_ready() -> bool:
            nonlocal status
            status = read_status(self.port, self.environment)
            return status == "ready"

        try:
            wait_until(is_ready, part=web, seconds=READY_SECONDS, check=self.check_all)
        except PartDied:
            raise
        except CannotStart:
            if status != "degraded":
                raise
            return with_time("worker, beat and web run; background work is behind, see /en/status/")
        return with_time("worker, beat and web run")

    def timer(self) -> Callable[[str], str]:
        start = time.monotonic()
        return lambda text: f"{text} ({time.monotonic() - start:.1f} s)"

    def check_all(self) -> None:
        self.check()
        self.check_parts()

    def check_parts(self) -> None:
        for part in self.parts:
            if not part.is_running():
                raise PartDied(part)

    def watch(self) -> None:
        total = time.monotonic() - self.began
        self.say(f"The portal is ready after {total:.1f} s: http://127.0.0.1:{self.port}/")
        self.say(read_sign_ins(self.state))
        self.say("Ctrl-C stops it.")
        while not self.halts:
            self.check_parts()
            time.sleep(WATCH_PAUSE)

    def stop(self) -> None:
        """Those that use the servers first, all at once; then the servers."""
        start = time.monotonic()
        self.state.environment_file.unlink(missing_ok=True)
        servers = [server.process for server in self.servers.own if hasattr(server, "process")]
        users = [part for part in self.parts if part not in servers]
        for group in (users, servers):
            for part in group:
                part.ask_to_stop()
            self.wait_for(group)
            for part in reversed(group):
                part.kill()
        self.say(f"Everything is stopped ({time.monotonic() - start:.1f} s).")

    def wait_for(self, group: list[Process]) -> None:
        asked, start = self.halts, time.monotonic()
        while any(part.is_running() for part in group):
            grace = HURRIED_SECONDS if self.halts > max(asked, 1) else GRACE_SECONDS
            if time.monotonic() - start > grace:
                return
            time.sleep(PAUSE)


def require_free_port(port: int) -> None:
    """Refuse one that is taken before anything is started."""
    with socket.socket() as probe:
        # What a finished run left waiting in the network does not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise CannotStart(f"Port {port} is reserved. Choose another one: PORT=8001 make run") from error
        except OSError as error:
            other = port + 1 if port < HIGHEST_PORT else DEFAULT_PORT
            raise CannotStart(
                f"Port {port} on 127.0.0.1 is taken by another program. "
                f"Choose another one: PORT={other} make run"
            ) from error


def read_sign_ins(state: StateFolder) -> str:
    file = state.path / "sign-ins"
    return (
        file.read_text().rstrip()
        if file.exists()
        else "Create the first user with `manage.py create_administrator`."
    )
