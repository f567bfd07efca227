import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cooperanet.embedded.processes import CannotStart
from cooperanet.embedded.state import StateFolder
from cooperanet.embedded.supervisor import DEFAULT_PORT, HIGHEST_PORT, Supervisor


class Command(BaseCommand):
    help = "Run the whole portal: database, broker, worker, beat and web. Ctrl-C stops it."
    # The database does not run yet.
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, *_args: object, **_options: object) -> None:
        port = read_port(os.environ.get("PORT") or str(DEFAULT_PORT))
        supervisor = Supervisor(StateFolder(settings.STATE_DIR), port, dict(os.environ), self.say)
        try:
            supervisor.run()
        except CannotStart as error:
            raise CommandError(str(error)) from error

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def read_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise CommandError(f"PORT is {text!r}; it takes a number from 1 to {HIGHEST_PORT}.")
    return int(text)
