"""One child process of ours: started on a leash, asked to stop, or killed, with all that it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LEASH = Path(__file__).with_name("leash.py")
TAIL_LINES = 20
PAUSE = 0.03


class CannotStart(Exception):
    """Carries a sentence for the person at the terminal."""


class PartDied(CannotStart):
    def __init__(self, part: "Process") -> None:
        super().__init__(
            f"{part.name} ended by itself ({part.describe_end()}). The end of its log:\n{part.tail()}"
        )


@dataclass(frozen=True)
class Account:
    user: int
    group: int


@dataclass
class Process:
    """`inherited` are descriptors that the child keeps: the lock of the state folder lives as long as any child."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL
    account: Account | None = None
    inherited: tuple[int, ...] = ()
    running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        user, group = (str(self.account.user), str(self.account.group)) if self.account else ("-", "-")
        leash = [
            sys.executable,
            "-I",
            "-S",
            str(LEASH),
            str(int(self.orphan_signal)),
            str(os.getpid()),
            user,
            group,
        ]
        output = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) if self.log else None
        try:
            # A session of its own: Ctrl-C in the terminal reaches the supervisor alone.
            self.running = subprocess.Popen(  # noqa: S603 (commands of our own)
                [*leash, *self.command],
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output is not None else None,
                start_new_session=True,
                pass_fds=self.inherited,
            )
        finally:
            if output is not None:
                os.close(output)

    @property
    def pid(self) -> int:
        if self.running is None:
            raise ProcessLookupError(self.name)
        return self.running.pid

    def is_running(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def ask_to_stop(self) -> None:
        if self.running is not None and self.is_running():
            self.running.send_signal(self.stop_signal)

    def wait(self, seconds: float, *, check: Callable[[], None] = lambda: None) -> bool:
        """Whether it has ended in that time; `check` may raise to leave early."""
        deadline = time.monotonic() + seconds
        while self.is_running() and time.monotonic() < deadline:
            check()
            time.sleep(PAUSE)
        return not self.is_running()

    def kill(self) -> None:
        """End it and what it left behind in its group without another word."""
        if self.running is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def stop(self, *, grace: float = 10.0) -> None:
        self.ask_to_stop()
        self.wait(grace)
        self.kill()

    def describe_end(self) -> str:
        code = self.running.returncode if self.running else None
        if code is None:
            return "never started"
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def tail(self) -> str:
        if self.log is None or not self.log.exists():
            return "(it writes no log)"
        with self.log.open("rb") as stream:
            stream.seek(max(0, stream.seek(0, os.SEEK_END) - 16_384))
            lines = stream.read().decode(errors="replace").splitlines()
        return "\n".join(lines[-TAIL_LINES:])


def wait_until(
    is_done: Callable[[], bool],
    *,
    part: Process,
    seconds: float,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Wait for a part to become ready; `check` may raise to leave early."""
    deadline = time.monotonic() + seconds
    while not is_done():
        check()
        if not part.is_running():
            raise PartDied(part)
        if time.monotonic() > deadline:
            raise CannotStart(
                f"{part.name} was not ready after {seconds:.0f} s. The end of its log:\n{part.tail()}"
            )
        time.sleep(PAUSE)


def commands(pid: int) -> list[str]:
    """Read the command line under that number; empty where there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def is_alive(pid: int) -> bool:
    """Whether a process runs under that number; one that is dead and not yet buried does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
