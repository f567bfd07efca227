"""The folder in which a machine of its own keeps its data, secrets, logs and the lock on all of them."""

import fcntl
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cooperanet.embedded.processes import CannotStart, is_alive

PROJECT = Path(__file__).resolve().parent.parent.parent
ASIDE_PARENT = Path("/var/lib")
# What is left of a supervisor that was killed needs this long to close its files.
LEFTOVER_SECONDS = 15.0


class StateInUse(CannotStart):
    def __init__(self, folder: Path, holder: int, address: str = "") -> None:
        serves = f" and serves {address}" if address else ""
        super().__init__(
            f"Another `manage.py up` (process {holder}) uses {folder}{serves}. "
            "Stop it first, or give this one a folder of its own with STATE_DIR."
        )
        self.holder = holder


@dataclass(frozen=True)
class StateFolder:
    path: Path
    project: Path = PROJECT

    def prepare(self) -> None:
        """Others may pass through it (a database under another account must) but see nothing in it."""
        try:
            if not self.path.exists():
                self.path.mkdir(parents=True)
                self.path.chmod(0o711)
            for name in ("logs", "mail", "files", "valkey"):
                (self.path / name).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise CannotStart(f"The state folder {self.path} cannot be used: {error}.") from error

    def lock(self, *, check: Callable[[], None] = lambda: None) -> int:
        """Give the descriptor of the lock; children inherit it, so it is free only when the last of them has gone.

        `check` may raise to leave the wait for them early.
        """
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + LEFTOVER_SECONDS
        while not try_lock(descriptor):
            holder = int(os.pread(descriptor, 20, 0) or b"0")
            if is_alive(holder) or time.monotonic() > deadline:
                os.close(descriptor)
                raise StateInUse(self.path, holder, (self.published() or {}).get("PUBLIC_URL", ""))
            check()
            time.sleep(0.1)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        return descriptor

    def log(self, name: str) -> Path:
        return self.path / "logs" / f"{name}.log"

    def turn_logs(self) -> None:
        for log in (self.path / "logs").glob("*.log"):
            log.replace(log.with_suffix(".previous"))

    @property
    def aside(self) -> Path:
        """Where another account can reach files when it cannot reach this folder."""
        owner = self.project if self.path == self.project / ".state" else self.path
        return ASIDE_PARENT / f"cooperanet-{hashlib.sha256(str(owner).encode()).hexdigest()}"

    @property
    def environment_file(self) -> Path:
        return self.path / "environment"

    def publish(self, environment: Mapping[str, str]) -> None:
        """For commands in a second shell: where the servers of the running `up` are."""
        write_private(
            self.environment_file,
            "".join(f"{name}={value}\n" for name, value in environment.items()),
        )

    def published(self) -> dict[str, str] | None:
        if not self.environment_file.exists():
            return None
        lines = self.environment_file.read_text().splitlines()
        return {name: value for name, _, value in (line.partition("=") for line in lines)}

    def wipe(self) -> None:
        for folder in (self.path, self.aside):
            if folder.exists():
                shutil.rmtree(folder)


def try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_traversable(path: Path) -> bool:
    """Whether any account on the machine can reach what lies there."""
    path = path.resolve()
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.exists())


def keep_secret(file: Path) -> str:
    """Generate it at the first call; then it is always the same."""
    if not file.exists() or not file.read_text():
        write_private(file, secrets.token_urlsafe(48))
    return file.read_text()


def write_private(file: Path, text: str) -> None:
    """Whole or not at all, and for the owner's eyes."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    fresh.replace(file)
