"""All tests by two processes at once: what starts processes of its own waits much, the rest computes.

Each has servers of its own. The first part is shown as it runs, the other when both are done.
"""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack

from cooperanet.embedded.processes import LEASH
from cooperanet.embedded.state import PROJECT

PYTEST = (sys.executable, "-m", "tests.one_stack", "-ra")
# About as long as each other on two cores; with a third everything takes longer.
PARTS = (("tests/cooperanet", "tests/journeys", "tests/bench", "tests/matching/test_rebuilding.py"),)
# Whatever is not named above, so that nothing is forgotten.
REST = tuple(f"--ignore={path}" for part in PARTS for path in part)


def main(*commands: tuple[str, ...]) -> int:
    """Run them at once, on a leash of ours; gives the worst of their exit codes."""
    # Importing the portal names its settings; where they are named, pytest reads them before tests say what they should be.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    leash = (sys.executable, "-I", "-S", str(LEASH), str(int(signal.SIGTERM)), str(os.getpid()), "-", "-")
    with ExitStack() as stack:
        outputs = [None, *(stack.enter_context(tempfile.TemporaryFile()) for _ in commands[1:])]
        running = [
            subprocess.Popen(
                [*leash, *command],
                cwd=PROJECT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
            )
            for command, output in zip(commands, outputs, strict=True)
        ]
        codes = [abs(process.wait()) for process in running]
        for output in filter(None, outputs):
            output.seek(0)
            sys.stdout.buffer.write(output.read())
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(*((*PYTEST, *part) for part in (*PARTS, REST))))
