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
from tests.machine import PATIENCE, answers, eventually, free_port, open_folder

# Says how many functions are loaded, and how many more a call of each of them brings.
COUNT = """
import importlib, pkgutil
from matching.core.engine import compiled
from matching.core.warm import warm_up

def loaded():
    names = [found.name for found in pkgutil.iter_modules(compiled.__path__)]
    modules = [importlib.import_module(f"{compiled.__name__}.{name}") for name in names]
    found = {id(one): one for module in modules for one in vars(module).values() if hasattr(one, "py_func")}
    return sum(len(one.signatures) for one in found.values())

before = loaded()
warm_up()
print(before > 0, loaded() - before)
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
