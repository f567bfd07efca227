from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.models import User
from cooperanet.embedded.archive import ArchiveRefused, read_archive
from cooperanet.embedded.processes import CannotStart
from cooperanet.management.commands.backup import describe_database


class Command(BaseCommand):
    help = "Bring database and files back to what a backup holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="even where this database holds people already",
        )

    def handle(self, *_args: object, file: Path, replace: bool, **_options: object) -> None:
        if not replace and holds_people():
            raise CommandError(
                "This database holds people already, and all of its content would be lost. "
                f"Make a backup of it, then: make restore FILE={file} REPLACE=1"
            )
        database = describe_database()
        connection.close()  # an open session would hold on to the tables that are about to go
        try:
            made = read_archive(database, Path(settings.MEDIA_ROOT), file)
        except (ArchiveRefused, CannotStart) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the backup of {made:%Y-%m-%d %H:%M} UTC.")


def holds_people() -> bool:
    tables = connection.introspection.table_names()
    return "accounts_user" in tables and User.objects.exists()
