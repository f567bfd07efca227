import os
import socket

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cooperanet.embedded.processes import CannotStart
from cooperanet.embedded.state import StateFolder
from cooperanet.embedded.supervisor import Supervisor

DEFAULT_PORT = "8000"
HIGHEST_PORT = 65_535


class Command(BaseCommand):
    help = "Run the whole portal: database, broker, worker, beat and web. Ctrl-C stops it."
    # The database does not run yet.
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, *_args: object, **_options: object) -> None:
        port = read_port(os.environ.get("PORT") or DEFAULT_PORT)
        supervisor = Supervisor(StateFolder(settings.STATE_DIR), port, dict(os.environ), self.say)
        try:
            supervisor.run()
        except CannotStart as error:
            raise CommandError(str(error)) from error

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def read_port(text: str) -> int:
    """Refuse one that is taken before anything is started."""
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise CommandError(f"PORT is {text!r}; it takes a number from 1 to {HIGHEST_PORT}.")
    port = int(text)
    with socket.socket() as probe:
        # What a finished run left waiting in the network does not count as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise CommandError(f"Port {port} is reserved. Choose another one: PORT=8001 make run") from error
        except OSError as error:
            other = port + 1 if port < HIGHEST_PORT else DEFAULT_PORT
            raise CommandError(
                f"Port {port} on 127.0.0.1 is taken by another program. Choose another one: PORT={other} make run"
            ) from error
    return port
