"""A PostgreSQL of our own: its data, its password, its port and its process."""

import os
import shutil
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 (the class carries a small name)

from cooperanet.embedded.binaries import PostgresBinaries, find_postgres, server_account
from cooperanet.embedded.processes import (
    Account,
    CannotStart,
    PartDied,
    Process,
    commands,
    wait_until,
)
from cooperanet.embedded.state import (
    StateFolder,
    is_traversable,
    keep_secret,
    write_private,
)

OWNER = DATABASE = "cooperanet"
START_SECONDS = 60.0
START_ATTEMPTS = 4
SERVING = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
}
# For tests: what is lost with the power is not missed.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Postgres:
    state: StateFolder
    inherited: tuple[int, ...] = ()
    forgetful: bool = False
    check: Callable[[], None] = lambda: None
    port: int = field(default_factory=free_port)
    process: Process = field(init=False)

    @cached_property
    def account(self) -> Account | None:
        return server_account()

    @cached_property
    def root(self) -> Path:
        """As root below a closed folder the server, being nobody, could not reach its own data."""
        if self.account is not None and not is_traversable(self.state.path):
            return self.state.aside
        return self.state.path / "postgres"

    @cached_property
    def binaries(self) -> PostgresBinaries:
        return find_postgres(self.root)

    @property
    def data(self) -> Path:
        return self.root / f"data-{self.binaries.major}"

    @property
    def password(self) -> str:
        return keep_secret(self.root / "password")

    @property
    def url(self) -> str:
        return f"postgres://{OWNER}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.defpath,
            "HOME": str(self.root),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }

    def prepare_root(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711)

    def start(self) -> None:
        self.prepare_root()
        if not self.data.exists():
            self.create_cluster()
        self.forget_foreign_pid()
        self.process = self.build_process("PostgreSQL", self.serve_command())
        for attempts_left in reversed(range(START_ATTEMPTS)):
            self.process.start()
            try:
                wait_until(
                    self.answers,
                    part=self.process,
                    seconds=START_SECONDS,
                    check=self.check,
                )
                break
            except PartDied:
                # After a kill the last sessions of its predecessor may still be closing.
                if not attempts_left:
                    raise
                time.sleep(1)
        self.create_database()

    def forget_foreign_pid(self) -> None:
        """After a crash the number in the pid file may belong to another program, which PostgreSQL cannot tell."""
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists():
            first_line = pid_file.read_text().partition("\n")[0]
            if first_line.isdigit() and str(self.data) not in commands(int(first_line)):
                pid_file.unlink()

    def build_process(self, name: str, command: list[str]) -> Process:
        return Process(
            name=name,
            command=command,
            environment=self.environment,
            folder=self.root,
            log=self.state.log("postgres"),
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
            account=self.account,
            inherited=self.inherited,
        )

    def serve_command(self) -> list[str]:
        values = SERVING | {"port": str(self.port)} | (FORGETFUL if self.forgetful else {})
        settings = [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
        return [self.binaries["postgres"], "-D", str(self.data), *settings]

    def create_cluster(self) -> None:
        """Under another name first, so that one which was interrupted is never taken for a whole one."""
        others = sorted(folder.name for folder in self.root.glob("data-*"))
        if others:
            raise CannotStart(
                f"{self.root} holds {', '.join(others)}, and the PostgreSQL at hand is {self.binaries.major}. "
                "Bring the other version back to make a backup, or wipe the data with `make reset`."
            )
        fresh, password_file = self.root / "fresh", self.root / "initdb-password"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        write_private(password_file, self.password)
        self.hand_over(fresh, password_file)
        try:
            self.run_initdb(fresh, password_file)
        finally:
            password_file.unlink()
        fresh.replace(self.data)

    def run_initdb(self, fresh: Path, password_file: Path) -> None:
        command = [
            self.binaries["initdb"],
            "-D",
            str(fresh),
            "-U",
            OWNER,
            f"--pwfile={password_file}",
        ]
        command += [
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
        ]
        if self.forgetful:
            command.append("--no-sync")
        process = self.build_process("initdb", command)
        process.start()
        try:
            process.wait(START_SECONDS, check=self.check)
        finally:
            process.kill()
        if process.describe_end() != "exit code 0":
            raise CannotStart(
                f"The database could not be created. The end of initdb's log:\n{process.tail()}"
            )

    def hand_over(self, *paths: Path) -> None:
        if self.account is not None:
            for path in paths:
                os.chown(path, self.account.user, self.account.group)

    def connect(self, database: str = DATABASE) -> Connection:
        return psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user=OWNER,
            password=self.password,
            dbname=database,
            connect_timeout=2,
        )

    def answers(self) -> bool:
        try:
            self.connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def create_database(self) -> None:
        connection = self.connect("postgres")
        connection.autocommit = True  # CREATE DATABASE stands outside of transactions
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
        connection.close()
