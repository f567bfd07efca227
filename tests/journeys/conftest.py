"""One portal for all journeys: it takes long to prepare, and each journey brings what it changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cooperanet.embedded.state import PROJECT
from tests.machine import machine_in, open_folder
from tests.portal import Portal

SCREENSHOTS = PROJECT / "screenshots"
# It waits in one process: starting one for each look would take the processor from the worker.
WAIT_UNTIL_MATCHED = """import time
from matching.services import count_behind
deadline = time.monotonic() + 120
while count_behind() and time.monotonic() < deadline:
    time.sleep(0.2)
print(json.dumps(count_behind()))"""


@pytest.fixture(scope="session")
def portal(browser, prepared_state: Path) -> Iterator[Portal]:
    with open_folder("portal") as folder, machine_in(folder, like=prepared_state) as machine:
        machine.manage("prepare", "--demo")
        machine.start_worker()
        own = Portal(machine, machine.start_web(), browser)
        assert own.ask(WAIT_UNTIL_MATCHED) == 0
        yield own


@pytest.fixture(scope="session")
def screenshots() -> Path:
    SCREENSHOTS.mkdir(exist_ok=True)
    return SCREENSHOTS
