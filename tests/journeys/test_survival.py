"""Real processes are killed while work is under way; what should exist exists afterwards, once."""

import contextlib
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from cooperanet.embedded.processes import Process
from cooperanet.embedded.state import PROJECT
from tests.machine import Machine, eventually, machine_in, open_folder

POSTINGS = 200
# Without time-outs of its sockets a web process waits about this long for a broker that is not there, in seconds.
BLOCKED = 45
PUBLISH = "import django; django.setup(); from tests.journeys.publisher import main; main({count})"

# Every pair of live postings is scored anew, by the engine and not by the worker's path through due rows.
COMPARE = """
import json, time
from matching.services import count_behind
from needs.models import Need
from offers.models import Offer
from tests.factories_matching import expected_pairs, stored_pairs
deadline = time.monotonic() + {patience}
while (behind := count_behind()) and time.monotonic() < deadline:
    time.sleep(0.1)
print(json.dumps({{
    "behind": behind,
    "published": [model.objects.filter(status="published").count() for model in (Offer, Need)],
    "expected": [] if behind else expected_pairs(),
    "stored": stored_pairs(),
}}))
"""


@pytest.fixture(scope="module")
def prepared(prepared_state: Path) -> Iterator[Machine]:
    with open_folder("survival") as folder, machine_in(folder, like=prepared_state) as machine:
        machine.start_worker()
        yield machine


@pytest.fixture(scope="module")
def address(prepared: Machine) -> str:
    return prepared.start_web()


@contextlib.contextmanager
def publishing(machine: Machine, count: int) -> Iterator[Process]:
    log = machine.folder / "publisher.log"
    log.unlink(missing_ok=True)
    publisher = Process(
        name="publisher",
        command=[sys.executable, "-c", PUBLISH.format(count=count)],
        environment={**machine.environment, "DJANGO_SETTINGS_MODULE": "cooperanet.settings"},
        folder=PROJECT,
        log=log,
    )
    publisher.start()
    try:
        yield publisher
    finally:
        publisher.kill()


def published(publisher: Process) -> list[float]:
    """Seconds that each publication took, of those that are done."""
    lines = publisher.log.read_text().splitlines() if publisher.log.exists() else []
    return [float(line.split()[1]) for line in lines if line[:1].isdigit()]


def settle(machine: Machine) -> dict:
    """Wait until nothing is due any more; what came late is part of the promise, how late is not."""
    found = json.loads(machine.manage("shell", "-v", "0", "-c", COMPARE.format(patience=120)))
    assert machine.worker.is_running(), machine.worker.tail()
    assert found["behind"] == 0
    return found


def wait_for(publisher: Process, count: int) -> None:
    def is_there() -> bool:
        assert publisher.is_running() or len(published(publisher)) >= count, publisher.tail()
        return len(published(publisher)) >= count

    eventually(is_there, within=120)


def test_every_suggestion_exists_once_although_worker_broker_and_database_were_killed(prepared: Machine):
    with publishing(prepared, POSTINGS) as publisher:
        wait_for(publisher, 30)
        prepared.worker.kill()
        wait_for(publisher, 50)
        prepared.start_worker()
        wait_for(publisher, 80)
        prepared.servers.valkey.process.kill()
        wait_for(publisher, 110)
        prepared.servers.valkey.start()
        wait_for(publisher, 140)
        prepared.servers.postgres.process.kill()
        prepared.servers.postgres.start()
        wait_for(publisher, POSTINGS)

    found = settle(prepared)
    assert sum(found["published"]) == POSTINGS
    assert len(found["expected"]) > POSTINGS
    assert found["stored"] == found["expected"]


def test_postings_are_saved_at_once_while_the_broker_is_down_and_are_matched_afterwards(
    prepared: Machine, address: str
):
    prepared.servers.valkey.process.kill()
    try:
        with publishing(prepared, 10) as publisher:
            wait_for(publisher, 10)
            assert max(published(publisher)) < BLOCKED
        status, word, failed = read(f"{address}/readyz")
        # The demonstration's dates are long past, so that the work they cause counts as late at once.
        assert (status, word, failed - {"due_work"}) == (200, "degraded", {"broker"})
    finally:
        prepared.servers.valkey.start()
    found = settle(prepared)
    assert found["stored"] == found["expected"]
    eventually(lambda: read(f"{address}/readyz")[1] == "ready")


def test_without_its_database_the_portal_says_that_it_is_unavailable_and_comes_back(
    prepared: Machine, address: str
):
    prepared.servers.postgres.process.kill()
    status, word, _failed = read(f"{address}/readyz")
    assert (status, word) == (503, "unavailable")
    assert read(f"{address}/livez")[:2] == (200, "alive")
    prepared.servers.postgres.start()
    eventually(lambda: read(f"{address}/readyz")[:2] == (200, "ready"))


def read(address: str) -> tuple[int, str, set[str]]:
    """Status, the word for it, and the checks that failed."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 (an address of our own)
            status, body = answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        status, body = error.code, json.load(error)
    return status, body["status"], {name for name, passed in body.get("checks", {}).items() if not passed}
