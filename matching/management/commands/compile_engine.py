import os
import time
from typing import Any

from django.core.management.base import BaseCommand

from matching.core.warm import warm_up


class Command(BaseCommand):
    help = (
        "Compile the matching engine for this processor, unless that was done; no request then waits for it."
    )
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 (Django's)
        began = time.monotonic()
        warm_up()
        self.stdout.write(
            f"engine ready in {time.monotonic() - began:.1f} s: {os.environ['NUMBA_CACHE_DIR']}"
        )
