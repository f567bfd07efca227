import os
import subprocess
from argparse import REMAINDER, ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cooperanet.embedded.processes import CannotStart
from cooperanet.embedded.servers import servers_at_hand
from cooperanet.embedded.state import StateFolder


class Command(BaseCommand):
    help = "Run a command with the database and the broker of the running portal, or start them for its duration."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--alone", action="store_true", help="refuse while the portal runs")
        parser.add_argument("command", nargs=REMAINDER, help="the command with its arguments")

    def handle(self, *_args: object, alone: bool, command: list[str], **_options: object) -> None:
        if not command:
            raise CommandError("Name the command to run, for example: with_servers python manage.py shell")
        state = StateFolder(settings.STATE_DIR)
        try:
            with servers_at_hand(state, dict(os.environ), alone=alone) as environment:
                code = subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 (as it was asked)
        except CannotStart as error:
            raise CommandError(str(error)) from error
        if code:
            raise SystemExit(code)
