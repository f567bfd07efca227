"""A whole portal for one test: servers, worker and web of its own, each of which may be killed and started again."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from django.db import connection

from cooperanet.embedded.processes import Process, is_alive, wait_until
from cooperanet.embedded.servers import Servers
from cooperanet.embedded.state import PROJECT, StateFolder
from cooperanet.embedded.supervisor import WORKER

T = TypeVar("T")

PATIENCE = 60.0
# Sweeps of a test come often, so that it tests the sweep and not the clock.
SWEEP_SECONDS = "0.5"


def eventually(look: Callable[[], T], *, within: float = PATIENCE) -> T:
    """Wait for an answer that is true; how long it takes is no test's business but the benchmark's."""
    deadline = time.monotonic() + within
    while True:
        answer = look()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"still {answer!r} after {within:.0f} s")
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def open_folder(purpose: str) -> Iterator[Path]:
    """Make a folder through which the database's own account can pass; it is gone afterwards.

    Its name holds our number, so that what a run left behind when it was killed goes with the next.
    """
    place = Path(tempfile.gettempdir())
    for left in place.glob("cooperanet-*-*-*"):
        owner = left.name.split("-")[2]
        if owner.isdecimal() and not is_alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"cooperanet-{purpose}-{os.getpid()}-", dir=place))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def plain_environment() -> dict[str, str]:
    """Copy the environment without what tests or a developer set for the portal."""
    ours = (
        "DATABASE_URL",
        "REDIS_URL",
        "SECRET_KEY",
        "STATE_DIR",
        "EMBEDDED",
        "DEBUG",
        "HTTPS",
        "PORT",
        "DEMO",
        "NUMBA_CACHE_DIR",
        "DJANGO_ALLOW_ASYNC_UNSAFE",
    )
    return {name: value for name, value in os.environ.items() if name not in ours}


def build_worker(environment: Mapping[str, str], folder: Path, *, name: str = "worker") -> Process:
    """Describe a real Celery worker with a beat inside, not started yet."""
    schedule = [
        "--beat",
        "--schedule",
        str(folder / f"{name}-schedule"),
        "--loglevel",
        "INFO",
    ]
    return Process(
        name=name,
        command=[*WORKER, *schedule],
        environment={
            **environment,
            "SWEEP_SECONDS": SWEEP_SECONDS,
            "PYTHONUNBUFFERED": "1",
        },
        folder=PROJECT,
        log=folder / f"{name}.log",
        # Asked to end, it takes its beat along; killed, it would leave it behind.
        orphan_signal=signal.SIGTERM,
    )


def start_worker(worker: Process) -> None:
    log = worker.log
    assert log is not None
    seen = log.stat().st_size if log.exists() else 0
    worker.start()
    wait_until(
        lambda: b" ready." in log.read_bytes()[seen:],
        part=worker,
        seconds=PATIENCE,
    )


def end_workers(*workers: Process) -> None:
    """End workers on the test database at once, and wait until what they had begun there is taken back or kept."""
    for worker in workers:
        worker.kill()
    eventually(lambda: not count_other_sessions())


def count_other_sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


class Machine:
    """Own servers in a folder of their own; `kill` and `start` of each part work in any order.

    machine.servers.postgres.process.kill(); machine.servers.postgres.start()   likewise .valkey
    machine.worker.kill(); machine.start_worker()
    machine.manage("load_reference")       a command against the machine's database
    machine.start_web() -> "http://127.0.0.1:PORT"
    """

    python = sys.executable
    project = PROJECT

    def __init__(self, folder: Path, like: Path | None = None) -> None:
        self.folder = folder
        self.state = StateFolder(folder / "state")
        self.state.prepare()
        if like is not None:
            copy_database(like, self.state)
        self.servers = Servers(self.state, {**plain_environment(), "HTTPS": "0"}, forgetful=False)
        self.environment = self.servers.environment()
        self.worker = build_worker(self.environment, folder)
        self.web: Process | None = None

    def start(self) -> None:
        self.servers.start()

    def start_worker(self) -> None:
        start_worker(self.worker)

    def start_web(self) -> str:
        port = free_port()
        options = ["--no-control-socket", "-k", "gthread", "--threads", "4"]
        self.web = Process(
            name="web",
            command=[
                sys.executable,
                "-m",
                "gunicorn",
                "cooperanet.wsgi",
                *options,
                "-b",
                f"127.0.0.1:{port}",
            ],
            environment=self.environment,
            folder=PROJECT,
            log=self.folder / "web.log",
        )
        self.web.start()
        wait_until(
            lambda: answers(f"http://127.0.0.1:{port}/livez"),
            part=self.web,
            seconds=PATIENCE,
        )
        return f"http://127.0.0.1:{port}"

    def manage(self, *arguments: str) -> str:
        """Give what the command printed; its failure fails the test with what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stop(self) -> None:
        """All of it at once: how parts stop when they are asked to is tested with the supervisor."""
        for part in (self.web, self.worker):
            if part is not None:
                part.kill()
        self.servers.stop()
        self.state.wipe()


def answers(address: str) -> bool:
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(address, timeout=5) as answer,  # noqa: S310 (an address of our own)
    ):
        return bool(answer.status == 200)
    return False


def copy_database(source: Path, target: StateFolder) -> None:
    """Bring the stopped database of one state folder into another, with its password, and owned by the same account."""
    subprocess.run(["/bin/cp", "--archive", source / "postgres", target.path], check=True)


@contextlib.contextmanager
def machine_in(folder: Path, *, like: Path | None = None) -> Iterator[Machine]:
    """Give one that runs; `like` is the state folder of a stopped one, with whose database it begins."""
    machine = Machine(folder, like)
    try:
        machine.start()
        yield machine
    finally:
        machine.stop()
