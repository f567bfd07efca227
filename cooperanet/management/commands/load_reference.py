from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from directory.services import ReferenceFileInvalid
from matching.services import ensure_generation
from secretariat.services import load_reference_files
from vocabulary.services import load_concepts
from workplans.services import load_plans


class Command(BaseCommand):
    help = "Load the reference data; run it as often as you like, edited rows stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures" / "reference")

    def handle(self, *_args: object, folder: Path, **_options: object) -> None:
        at = timezone.now()
        try:
            tallies = load_reference_files(folder=folder, at=at)
            concepts = load_concepts(folder=folder, at=at)
        except ReferenceFileInvalid as error:
            raise CommandError(str(error)) from error
        for kind, tally in tallies.items():
            self.stdout.write(f"{kind}: {tally}")
        self.stdout.write(f"concepts of the thesaurus: {concepts}")
        plans = load_plans(folder=folder / "plans", at=at)
        self.stdout.write(
            "plans and their nodes: "
            + ", ".join(f"{plans[outcome]} {outcome}" for outcome in ("created", "changed", "unchanged"))
        )
        generation, made = ensure_generation(at=at)
        self.stdout.write(f"generation of the matching engine: {generation} {'made' if made else 'serves'}")
