import os
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from matching.core.kernels import note_use, remove_outdated
from matching.core.warm import make_ready
from vocabulary.services import shipped_thesaurus


class Command(BaseCommand):
    help = "Load the matching engine and the thesaurus, compiled for this processor first unless that was done; web and worker begin so."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 (Django's)
        began, folder = time.monotonic(), Path(os.environ["NUMBA_CACHE_DIR"])
        make_ready(folder)
        shipped_thesaurus()
        note_use(folder)
        remove_outdated(folder, now=time.time())
        self.stdout.write(f"engine ready in {time.monotonic() - began:.1f} s: {folder}")
