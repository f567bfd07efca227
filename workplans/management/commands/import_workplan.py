from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workplans.core.document import PlanDocument, UnreadableDocument
from workplans.core.layouts import read_document
from workplans.core.source import MAX_BYTES
from workplans.services import NotAWorkPlan, import_plan


class Command(BaseCommand):
    help = (
        "Read a work plan from its document; says what it understood and every line that it could not place."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="read and report, change nothing")

    def handle(self, *, file: Path, dry_run: bool, **_options: Any) -> None:  # noqa: ANN401 (Django's signature)
        document = read_file(file)
        self.describe(document)
        try:
            tally = import_plan(document, dry_run=dry_run, at=timezone.now())
        except NotAWorkPlan:
            self.stdout.write("This document is not a work plan: there is nothing to import.")
            return
        done = ", ".join(f"{tally[outcome]} {outcome}" for outcome in ("created", "changed", "unchanged"))
        self.stdout.write(f"{'Dry run, nothing written' if dry_run else 'Imported'}: {done}.")

    def describe(self, document: PlanDocument) -> None:
        self.stdout.write(f"Layout: {document.layout}; plan: {document.plan_code or '-'}; {document.title}")
        for what, count in document.counts.items():
            self.stdout.write(f"  {count:5d} {what}")
        for line in document.unplaced:
            self.stdout.write(f"  not placed, line {line.line_number}: {line.text}")
        self.stdout.write(f"Lines that could not be placed: {len(document.unplaced)}")


def read_file(path: Path) -> PlanDocument:
    """Raise CommandError with one clear sentence for anything that cannot be read; never loads a huge file."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        return read_document(data)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except UnreadableDocument as error:
        raise CommandError(f"{path}: {error}") from error
