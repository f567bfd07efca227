from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from vocabulary.core.skos import LARGEST_FILE, SkosUnreadable
from vocabulary.services.exchange import import_skos

XML = frozenset({".rdf", ".xml", ".owl"})


class Command(BaseCommand):
    help = "Add the concepts and terms of a SKOS file (Turtle, or RDF/XML by its ending); read with the next generation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument(
            "--by-code",
            action="store_true",
            help="take concepts with one code for the same, as in the export of another such portal; else only an address"
            " or a skos:exactMatch tells",
        )

    def handle(self, *_args: object, file: Path, dry_run: bool, by_code: bool, **_options: object) -> None:
        try:
            done = import_skos(
                content=_read(file),
                form="xml" if file.suffix.lower() in XML else "turtle",
                name=file.name,
                at=timezone.now(),
                dry_run=dry_run,
                by_code=by_code,
            )
        except OSError as error:
            raise CommandError(f"{file} cannot be opened: {error.strerror}") from error
        except SkosUnreadable as error:
            raise CommandError(f"{file.name}: {error}. Nothing was changed.") from error
        for line in (*done.notes, *done.gains):
            self.stdout.write(line)
        said = (
            f"{done.added} added, {done.changed} changed, {done.unchanged} unchanged, {len(done.notes)} notes"
        )
        self.stdout.write(f"would be: {said}" if dry_run else said)


def _read(file: Path) -> bytes:
    """No more than is needed to see that it is too large."""
    with file.open("rb") as stream:
        return stream.read(LARGEST_FILE + 1)
