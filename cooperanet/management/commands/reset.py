import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cooperanet.embedded.processes import CannotStart
from cooperanet.embedded.state import StateFolder


class Command(BaseCommand):
    help = "Wipe the state folder: the embedded database, files, mail, logs and secrets."
    requires_system_checks = ()

    def handle(self, *_args: object, **_options: object) -> None:
        state = StateFolder(settings.STATE_DIR)
        if state.path.exists():
            try:
                os.close(state.lock())
            except CannotStart as error:
                raise CommandError(str(error)) from error
        state.wipe()
        self.stdout.write(f"Wiped {state.path}.")
