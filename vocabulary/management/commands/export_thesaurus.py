from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from vocabulary.services.exchange import export_skos


class Command(BaseCommand):
    help = "Write the thesaurus as SKOS in Turtle, as it will be read with the next generation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="standard output where none is named")

    def handle(self, *_args: object, file: Path | None, **_options: object) -> None:
        text = export_skos()
        if file is None:
            self.stdout.write(text, ending="")
            return
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
