import time
from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from matching.models import Generation
from matching.services import Progress, find_progress, rebuild_matches

WIDTH = 30
PAUSE_SECONDS = 0.5


class Command(BaseCommand):
    help = "Work out all lists and matches anew in the background; the present ones serve until then."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--wait",
            action=BooleanOptionalAction,
            default=True,
            help="stay and show how far the workers are (the default); leaving ends nothing",
        )

    def handle(self, *_args: Any, wait: bool, **_options: Any) -> None:  # noqa: ANN401 (Django's)
        try:
            generation = rebuild_matches(at=timezone.now())
        except Generation.DoesNotExist as error:
            raise CommandError("No generation serves yet: run load_reference first.") from error
        self.stdout.write(f"{generation} is being built by the workers.")
        if wait:
            self._watch(generation)

    def _watch(self, generation: Generation) -> None:
        while True:
            progress = find_progress(at=timezone.now(), generation=generation)
            if progress is None or progress.is_superseded:
                raise CommandError(f"{generation} was ended by a newer request.")
            self._draw(progress)
            if progress.serves:
                self.stdout.write(
                    f"{self._line_end()}{generation} serves after {progress.took.total_seconds():.1f} s."
                )
                return
            if progress.failed:
                raise CommandError(f"{progress.failed} pieces failed five times: {progress.error}")
            time.sleep(PAUSE_SECONDS)

    def _draw(self, progress: Progress) -> None:
        """Redraw the line on a terminal; elsewhere each is a line of its own."""
        full = WIDTH * progress.percent // 100
        left = "" if progress.left is None else f" · {progress.left} s left"
        line = (
            f"[{'#' * full}{'.' * (WIDTH - full)}] {progress.percent} % · "
            f"{progress.done} of {progress.total} · {progress.rate:.1f} per second{left}"
        )
        self.stdout.write(f"\r\x1b[K{line}" if self.stdout.isatty() else f"{line}\n", ending="")

    def _line_end(self) -> str:
        return "\n" if self.stdout.isatty() else ""
