"""Servers, worker and browser for the tests.

Servers that DATABASE_URL and REDIS_URL name are used; otherwise a run has its own, in a folder that
goes away. They start with the first test that asks for the database, so the others need none.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import django
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright

from cooperanet.embedded.processes import Process
from cooperanet.embedded.servers import Servers
from cooperanet.embedded.state import StateFolder
from tests.machine import (
    Machine,
    build_worker,
    end_workers,
    eventually,
    machine_in,
    open_folder,
    start_worker,
)

# The first that is there; the one without windows takes half the time of a processor.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

# Settings read the environment once, so all of it stands before pytest-django loads them.
FOLDER = ExitStack()
STATE = StateFolder(FOLDER.enter_context(open_folder("tests")) / "state")
STATE.prepare()
SERVERS = Servers(STATE, dict(os.environ), forgetful=True)
os.environ.update(SERVERS.environment())
os.environ.setdefault("HTTPS", "0")
os.environ["CELERY_QUEUE"] = f"tests-{os.getpid()}"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooperanet.settings")
django.setup()
# Hashing is slow on purpose, and how slow is Django's to test.
PBKDF2PasswordHasher.iterations = 1_000

pytest_plugins = ["tests.people"]


def pytest_collection_finish() -> None:
    """What is there by now stays until the end, so that no collection of garbage looks at it again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    SERVERS.stop()
    STATE.wipe()
    FOLDER.close()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Begin every test in English: a page that was asked for in Spanish leaves its language behind."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def servers() -> Servers:
    """PostgreSQL and Valkey of this run, running."""
    SERVERS.start()
    return SERVERS


@pytest.fixture(scope="session")
def django_db_modify_db_settings(servers: Servers) -> None:
    """Create the test database once its server runs."""


@pytest.fixture(name="eventually", scope="session")
def _eventually() -> Callable:
    """`eventually(look)`: the first true answer within a minute, else the test fails."""
    return eventually


@pytest.fixture
def worker(transactional_db: None, servers: Servers, tmp_path: Path) -> Iterator[Process]:
    """Run a real Celery worker with beat on the test database; it stops before the tables are emptied."""
    address = (
        urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    )
    part = build_worker({**os.environ, "DATABASE_URL": address}, tmp_path)
    try:
        start_worker(part)
        yield part
    finally:
        end_workers(part)


@pytest.fixture(scope="session")
def prepared_state() -> Iterator[Path]:
    """Keep the state folder of a portal with its reference data, stopped: portals of tests begin with a copy of it."""
    with open_folder("prepared") as folder:
        machine = Machine(folder)
        try:
            machine.start()
            machine.manage("prepare")
            machine.servers.stop()
            yield machine.state.path
        finally:
            machine.stop()


@pytest.fixture
def machine(prepared_state: Path) -> Iterator[Machine]:
    """Run a portal of its own whose parts may be killed; see tests/machine.py."""
    with open_folder("machine") as folder, machine_in(folder, like=prepared_state) as own:
        yield own


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find a browser; without one the test is skipped, and fails under CI."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        reason = "no Chromium on this machine: install it, or run `make test` as root"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; Django would refuse to query from it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()
