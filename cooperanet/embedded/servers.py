"""The database and the broker of a run: those that the environment names, or our own."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from cooperanet.embedded.postgres import Postgres
from cooperanet.embedded.state import StateFolder, StateInUse, keep_secret
from cooperanet.embedded.valkey import Valkey

Server = Postgres | Valkey


@dataclass
class Servers:
    """`given` is the environment of the run; what it already names is used and not started."""

    state: StateFolder
    given: Mapping[str, str]
    inherited: tuple[int, ...] = ()
    forgetful: bool = False
    check: Callable[[], None] = lambda: None
    postgres: Postgres | None = field(default=None, init=False)
    valkey: Valkey | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if not self.given.get("DATABASE_URL"):
            self.postgres = Postgres(self.state, self.inherited, forgetful=self.forgetful, check=self.check)
        if not self.given.get("REDIS_URL"):
            self.valkey = Valkey(self.state, self.inherited, check=self.check)

    @property
    def own(self) -> list[Server]:
        return [server for server in (self.postgres, self.valkey) if server is not None]

    def environment(self) -> dict[str, str]:
        """Give all that settings read; it stands before the servers run."""
        values = dict(self.given)
        values["STATE_DIR"] = str(self.state.path)
        if not values.get("SECRET_KEY"):
            values["SECRET_KEY"] = keep_secret(self.state.path / "secret-key")
        if self.postgres is not None:
            self.postgres.prepare_root()
            values |= {"DATABASE_URL": self.postgres.url, "EMBEDDED": "1"}
        if self.valkey is not None:
            values["REDIS_URL"] = self.valkey.url
        return values

    def start(self) -> None:
        for server in self.own:
            server.start()

    def stop(self) -> None:
        for server in reversed(self.own):
            if hasattr(server, "process"):
                server.process.stop()


@contextmanager
def servers_at_hand(
    state: StateFolder, given: Mapping[str, str], *, alone: bool = False
) -> Iterator[dict[str, str]]:
    """Give the environment of the `up` that runs on this folder; where none runs, of servers just for now."""
    state.prepare()
    try:
        lock = state.lock()
    except StateInUse:
        published = state.published()
        if alone or published is None:
            raise
        yield {**given, **published}
        return
    servers = Servers(state, given, inherited=(lock,))
    try:
        servers.start()
        yield servers.environment()
    finally:
        servers.stop()
        os.close(lock)
