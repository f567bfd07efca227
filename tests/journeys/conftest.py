"""One portal for all journeys: it takes long to prepare, and each journey brings what it changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cooperanet.embedded.state import PROJECT
from tests.machine import eventually, machine_in, open_folder
from tests.portal import Portal

SCREENSHOTS = PROJECT / "screenshots"
COUNT_BEHIND = "from matching.services.scoring import count_behind; print(json.dumps(count_behind()))"


@pytest.fixture(scope="session")
def portal(browser) -> Iterator[Portal]:
    with open_folder("portal") as folder, machine_in(folder) as machine:
        machine.manage("prepare", "--demo")
        machine.start_worker()
        own = Portal(machine, machine.start_web(), browser)
        eventually(lambda: own.ask(COUNT_BEHIND) == 0)
        yield own


@pytest.fixture(scope="session")
def screenshots() -> Path:
    SCREENSHOTS.mkdir(exist_ok=True)
    return SCREENSHOTS
