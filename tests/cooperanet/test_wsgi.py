"""Nobody waits for a compiler: what answers requests has the engine loaded before it has a port."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cooperanet.embedded.processes import Process, wait_until
from cooperanet.embedded.state import PROJECT
from matching.core.warm import make_ready
from matching.services import (
    begin_audit,
    continue_rebuild,
    dismiss_match,
    match_due_postings,
    preview_weights,
    rebuild_matches,
)
from tests.factories import NOW
from tests.factories_matching import make_match, port_offer
from tests.factories_postings import make_secretary
from tests.kernels import count_loaded
from tests.machine import PATIENCE, answers, eventually, free_port, open_folder

# Says whether anything is loaded, and how much more a call of everything brings.
COUNT = """
from matching.core.warm import warm_up
from tests.kernels import count_loaded
before = count_loaded()
warm_up()
print(before > 0, count_loaded() - before)
"""


def count_after(start: str) -> str:
    """Start as `start` says in a process of its own, then count."""
    done = subprocess.run(
        [sys.executable, "-c", start + COUNT], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "start",
    [
        pytest.param("import cooperanet.wsgi\n", id="web"),
        # As the command line makes one; it is not started, so that no broker is asked.
        pytest.param(
            "from cooperanet.celery import app\napp.Worker(pool='prefork', quiet=True)\n", id="worker"
        ),
    ],
)
def test_what_starts_has_all_of_the_engine_loaded(start):
    assert count_after(start) == "True 0"


def test_what_starts_has_read_the_thesaurus():
    look = "import cooperanet.wsgi\nfrom vocabulary.services import releases\n"
    say = "print(releases.shipped_thesaurus.cache_info().currsize)\n"
    done = subprocess.run(
        [sys.executable, "-c", look + say], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("1", 0), done.stderr


def test_without_the_start_nothing_of_the_engine_is_loaded():
    before, more = count_after("import django\ndjango.setup()\n").split()
    assert (before, int(more) > 0) == ("False", True)


@pytest.fixture
def kernels():
    """A copy of the compiled engine, which a test may keep to itself."""
    make_ready(Path(os.environ["NUMBA_CACHE_DIR"]))
    with open_folder("kernels") as folder:
        yield shutil.copytree(os.environ["NUMBA_CACHE_DIR"], folder / "kernels")


def waits_for(folder: Path) -> bool:
    """Whether a process waits for the lock of this folder."""
    inode = f":{folder.stat().st_ino} "
    return any("->" in line and inode in line for line in Path("/proc/locks").read_text().splitlines())


def test_while_the_engine_is_compiled_there_is_no_port(kernels, tmp_path):
    port = free_port()
    web = Process(
        name="web",
        command=[
            *(sys.executable, "-m", "gunicorn", "--config=python:cooperanet.web", "--workers=1"),
            *("-b", f"127.0.0.1:{port}"),
        ],
        environment={**os.environ, "NUMBA_CACHE_DIR": str(kernels)},
        folder=PROJECT,
        log=tmp_path / "web.log",
    )
    compiling = os.open(kernels, os.O_RDONLY)
    fcntl.flock(compiling, fcntl.LOCK_EX)
    web.start()
    try:
        eventually(lambda: waits_for(kernels))
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
        os.close(compiling)
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/livez"), part=web, seconds=PATIENCE)
    finally:
        web.stop(grace=5)


@pytest.mark.django_db
def test_nothing_that_a_page_or_a_task_does_is_compiled_after_the_start():
    make_ready(Path(os.environ["NUMBA_CACHE_DIR"]))
    loaded = count_loaded()
    match = make_match()
    dismiss_match(offer=match.offer, need=match.need, reason="wrong_subject", by=make_secretary(), at=NOW)
    port_offer()
    match_due_postings(at=NOW)
    preview_weights(weights={"theme": 99})
    rebuild_matches(at=NOW)
    continue_rebuild(at=NOW)
    begin_audit(at=NOW)
    continue_rebuild(at=NOW)
    assert count_loaded() == loaded
