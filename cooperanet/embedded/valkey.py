"""A Valkey of our own. It keeps its messages across restarts; what it still loses, the sweeps find."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import redis

from cooperanet.embedded.binaries import find_valkey
from cooperanet.embedded.postgres import free_port
from cooperanet.embedded.processes import Process, wait_until
from cooperanet.embedded.state import StateFolder, keep_secret, write_private

START_SECONDS = 30.0


@dataclass
class Valkey:
    state: StateFolder
    inherited: tuple[int, ...] = ()
    check: Callable[[], None] = lambda: None
    port: int = field(default_factory=free_port)
    process: Process = field(init=False)

    @property
    def folder(self) -> Path:
        return self.state.path / "valkey"

    @property
    def password(self) -> str:
        return keep_secret(self.folder / "password")

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        # The password stands in a file, because everybody can read a command line.
        configuration = self.folder / "valkey.conf"
        write_private(configuration, self.configure())
        self.process = Process(
            name="Valkey",
            command=[find_valkey(), str(configuration)],
            environment={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            folder=self.folder,
            log=self.state.log("valkey"),
            orphan_signal=signal.SIGTERM,
            inherited=self.inherited,
        )
        self.process.start()
        wait_until(self.answers, part=self.process, seconds=START_SECONDS, check=self.check)

    def configure(self) -> str:
        values = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "dir": f'"{self.folder}"',
            "appendonly": "yes",
            "save": '""',
            "maxmemory-policy": "noeviction",
        }
        return "".join(f"{name} {value}\n" for name, value in values.items())

    def answers(self) -> bool:
        client = redis.Redis.from_url(self.url, socket_timeout=1, socket_connect_timeout=1)
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False
        finally:
            client.close()
