from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cooperanet.demo import PASSWORD, NotEmpty, load_demo, sign_ins


class Command(BaseCommand):
    help = "Load the demonstration people and postings into an empty database; prints how to sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures" / "demo")
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing, quietly, where there are data already",
        )

    def handle(self, *_args: object, folder: Path, if_empty: bool, **_options: object) -> None:
        try:
            counts = load_demo(folder=folder, at=timezone.now())
        except NotEmpty as error:
            if not if_empty:
                raise CommandError(
                    "There are people or postings already; demonstration data never mix with others."
                ) from error
        else:
            self.stderr.write(", ".join(f"{count} {kind}" for kind, count in counts.items()))
        people = sign_ins()
        for person in people:
            self.stdout.write(f"  {person.role:<26} {person.email}")
        if people:
            self.stdout.write(f"  {'password':<26} {PASSWORD}")
