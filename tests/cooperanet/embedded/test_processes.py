import os
import signal
import subprocess
import sys
import time

import pytest

from cooperanet.embedded.processes import PartDied, Process, is_alive, wait_until

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


@pytest.fixture
def build(tmp_path):
    built = []

    def _build(code, **options):
        process = Process(
            name="part",
            command=[sys.executable, "-c", code],
            environment=dict(os.environ),
            folder=tmp_path,
            log=tmp_path / "part.log",
            **options,
        )
        built.append(process)
        return process

    yield _build
    for process in built:
        process.kill()


def logged(process, text):
    return lambda: process.log.exists() and text in process.log.read_text()


def test_a_part_that_ignores_the_request_is_killed_after_its_grace(build):
    process = build(STUBBORN)
    process.start()
    wait_until(logged(process, "up"), part=process, seconds=10)
    process.stop(grace=0.3)
    assert not process.is_running()
    assert process.describe_end() == "signal SIGKILL"


def test_what_a_killed_part_started_goes_with_it(build):
    process = build(
        "import subprocess, time; p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); time.sleep(60)"
    )
    process.start()
    wait_until(logged(process, "\n"), part=process, seconds=10)
    grandchild = int(process.log.read_text())
    process.kill()
    wait_for_end(grandchild)


def test_a_part_that_dies_while_starting_is_named_with_the_end_of_its_log(build):
    process = build("print('no such table'); raise SystemExit(3)")
    process.start()
    with pytest.raises(PartDied) as died:
        wait_until(lambda: False, part=process, seconds=10)
    assert str(died.value).startswith("part ended by itself (exit code 3)")
    assert str(died.value).endswith("no such table")


def test_a_part_gets_its_signal_when_its_starter_is_killed(tmp_path):
    starter = f"""
import os, sys, time
from pathlib import Path
from cooperanet.embedded.processes import Process
part = Process("part", ["/bin/sleep", "60"], dict(os.environ), Path({str(tmp_path)!r}))
part.start()
print(part.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True) as running:
        part = int(running.stdout.readline())
        assert is_alive(part)
        running.send_signal(signal.SIGKILL)
    wait_for_end(part)


def test_a_part_can_be_killed_and_started_again(build):
    process = build("print('up', flush=True); import time; time.sleep(60)")
    for expected in ("up\n", "up\nup\n"):
        process.start()
        wait_until(logged(process, expected), part=process, seconds=10)
        process.kill()
        assert not process.is_running()


def test_a_process_that_is_dead_and_not_buried_counts_as_dead():
    child = os.fork()
    if child == 0:
        os._exit(0)
    wait_for_end(child)
    os.waitpid(child, 0)


def wait_for_end(pid):
    deadline = time.monotonic() + 10
    while is_alive(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.02)
