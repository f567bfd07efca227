"""Backup and restore: one tar file with a dump of the database and the folder of files."""

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cooperanet.embedded.binaries import PostgresBinaries, find_clients

FORMAT = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files"
EMPTY_FIRST = b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"
# Newer dump programs write settings into a dump that older servers refuse.
NEWER_SETTINGS = {b"SET transaction_timeout = 0;\n": 17}
WHOLE = (
    "--single-transaction",
    "--set=ON_ERROR_STOP=1",
    "--no-psqlrc",
    "--quiet",
    "--output=/dev/null",
)


class ArchiveRefused(Exception):
    """Carries a sentence for the person at the terminal."""


@dataclass(frozen=True)
class Database:
    """Where it is, and the major version of its server, which decides the programs that can speak to it."""

    host: str
    port: str
    user: str
    password: str
    name: str
    major: int

    @property
    def environment(self) -> dict[str, str]:
        values = {
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
        }
        return {
            **os.environ,
            **values,
            "PGDATABASE": self.name,
            "PGCONNECT_TIMEOUT": "10",
        }


def write_archive(database: Database, files: Path, target: Path, *, at: datetime) -> None:
    """Write it under another name first: a backup that was interrupted must not look like one."""
    if target.exists():
        raise ArchiveRefused(f"{target} exists already; a backup never overwrites another.")
    if not target.parent.is_dir():
        raise ArchiveRefused(f"There is no folder {target.parent} to write the backup to.")
    fresh = target.with_name(f"{target.name}.new")
    manifest = {"format": FORMAT, "made": at.isoformat(), "postgresql": database.major}
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder, DUMP)
        run_program(
            database,
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--file={dump}",
        )
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as stream,
            tarfile.open(fileobj=stream, mode="w") as archive,
        ):
            add_text(archive, MANIFEST, json.dumps(manifest))
            archive.add(dump, DUMP)
            if files.is_dir():
                archive.add(files, FILES)
    fresh.replace(target)


def read_archive(database: Database, files: Path, source: Path) -> datetime:
    """Put database and files back as they were; gives the time of the backup.

    The database changes in one transaction, or not at all; the files follow when it has.
    """
    with unpacked(source) as folder:
        manifest = read_manifest(folder / MANIFEST)
        restore_dump(database, folder / DUMP)
        replace_content(files, folder / FILES)
    return datetime.fromisoformat(manifest)


@contextmanager
def unpacked(source: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cooperanet-restore-") as folder:
        try:
            with tarfile.open(source) as archive:
                archive.extractall(folder, filter="data")
        except FileNotFoundError as error:
            raise ArchiveRefused(f"There is no file {source}.") from error
        except (tarfile.TarError, OSError) as error:
            raise ArchiveRefused(f"{source} is not a backup, or it is damaged: {error}.") from error
        if not Path(folder, DUMP).exists():
            raise ArchiveRefused(f"{source} holds no database; it is not a backup of the portal.")
        yield Path(folder)


def read_manifest(file: Path) -> str:
    """Give the time of the backup."""
    try:
        manifest = json.loads(file.read_text())
        known, made = manifest["format"] == FORMAT, str(manifest["made"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveRefused(
            "The backup does not say what it holds; it is damaged or not of the portal."
        ) from error
    if not known:
        raise ArchiveRefused("The backup was made by a newer portal; restore it with that one.")
    return made


def restore_dump(database: Database, dump: Path) -> None:
    clients = find_clients(database.major)
    with tempfile.TemporaryFile() as complaints:
        reader = subprocess.Popen(  # noqa: S603 (a program that we found ourselves)
            [
                clients["pg_restore"],
                "--no-owner",
                "--no-privileges",
                "--no-comments",
                "--file=-",
                dump,
            ],
            stdout=subprocess.PIPE,
            stderr=complaints,
        )
        writer = subprocess.Popen(  # noqa: S603 (likewise)
            [clients["psql"], *WHOLE],
            env=database.environment,
            stdin=subprocess.PIPE,
            stderr=complaints,
        )
        feed(reader, writer, database.major)
        failed = [code for code in (reader.wait(), writer.wait()) if code]
        complaints.seek(0)
        if failed:
            reason = complaints.read().decode(errors="replace").strip()
            raise ArchiveRefused(f"The database was not restored and is as it was. {reason}")


def feed(reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes], major: int) -> None:
    """Pass the statements on; where reading breaks off, the writer is killed before it can commit half of them."""
    if reader.stdout is None or writer.stdin is None:
        raise ArchiveRefused("The database programs take no input.")
    try:
        writer.stdin.write(EMPTY_FIRST)
        for line in reader.stdout:
            if NEWER_SETTINGS.get(line, 0) <= major:
                writer.stdin.write(line)
        if reader.wait():
            writer.kill()
        writer.stdin.close()
    except BrokenPipeError:
        reader.kill()
    reader.stdout.close()


def replace_content(folder: Path, by: Path) -> None:
    """Keep the folder itself, which may be a mounted volume."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    if by.is_dir():
        shutil.copytree(by, folder, dirs_exist_ok=True)


def add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    archive.addfile(entry, io.BytesIO(text.encode()))


def run_program(database: Database, program: str, *arguments: str) -> None:
    clients: PostgresBinaries = find_clients(database.major)
    done = subprocess.run(  # noqa: S603 (a program that we found ourselves)
        [clients[program], *arguments],
        env=database.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ArchiveRefused(f"{program} failed: {done.stderr.strip()}")
