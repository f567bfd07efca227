import os
import time
from argparse import ArgumentParser
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from cooperanet.embedded.state import write_private
from jobs.services import mark_beat


class Command(BaseCommand):
    help = "Bring the database and the catalogues to where this version of the portal needs them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo",
            action="store_true",
            help="add demonstration data to an empty database",
        )

    def handle(self, *_args: object, demo: bool, **_options: object) -> None:
        self.step("migrate", verbosity=0, interactive=False)
        self.step("compile_catalogues")
        self.step("compile_engine")
        self.step("load_reference")
        mark_beat(at=timezone.now())
        demo = demo or os.environ.get("DEMO") == "1"
        sign_ins = self.step("load_demo", if_empty=True) if demo else ""
        if settings.EMBEDDED or demo:
            write_private(settings.STATE_DIR / "sign-ins", sign_ins)

    def step(self, name: str, **options: object) -> str:
        start, told = time.monotonic(), StringIO()
        call_command(name, stdout=told, **options)
        self.stdout.write(f"{name} ({time.monotonic() - start:.1f} s)")
        self.stdout.flush()
        return told.getvalue()
