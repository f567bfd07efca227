from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from cooperanet.embedded.archive import ArchiveRefused, Database, write_archive
from cooperanet.embedded.processes import CannotStart


class Command(BaseCommand):
    help = "Write the database and the files of the portal into one file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: object, file: Path, **_options: object) -> None:
        try:
            write_archive(
                describe_database(),
                Path(settings.MEDIA_ROOT),
                file.absolute(),
                at=timezone.now(),
            )
        except (ArchiveRefused, CannotStart) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wrote {file} ({file.stat().st_size / 1_000_000:.1f} MB).")


def describe_database() -> Database:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        (version,) = cursor.fetchone()
    values = connection.settings_dict
    return Database(
        host=values["HOST"] or "127.0.0.1",
        port=str(values["PORT"] or 5432),
        user=values["USER"],
        password=values["PASSWORD"],
        name=values["NAME"],
        major=int(version) // 10_000,
    )
