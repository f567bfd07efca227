import os
import subprocess
import sys
import time

import pytest

from cooperanet.embedded.state import (
    StateFolder,
    StateInUse,
    is_traversable,
    keep_secret,
)
from cooperanet.embedded.supervisor import Interrupted


@pytest.fixture
def state(tmp_path):
    folder = StateFolder(tmp_path / "state")
    folder.prepare()
    return folder


def test_others_may_pass_through_the_folder_and_see_nothing(state):
    assert oct(state.path.stat().st_mode & 0o777) == "0o711"
    assert {oct(folder.stat().st_mode & 0o777) for folder in state.path.iterdir()} == {"0o700"}


def test_a_secret_is_generated_once_and_private(state):
    first = keep_secret(state.path / "secret-key")
    assert keep_secret(state.path / "secret-key") == first
    assert len(first) == 64
    assert oct((state.path / "secret-key").stat().st_mode & 0o777) == "0o600"


def test_a_secret_whose_writing_was_interrupted_is_generated_again(state):
    (state.path / "secret-key").touch()
    assert len(keep_secret(state.path / "secret-key")) == 64


def test_a_second_lock_is_refused_with_the_number_of_the_holder(state):
    lock = state.lock()
    with pytest.raises(StateInUse) as refused:
        state.lock()
    os.close(lock)
    assert refused.value.holder == os.getpid()
    assert "STATE_DIR" in str(refused.value)


def leave_a_child(state):
    """The child has inherited the lock; until it is gone, its files are not ours."""
    code = f"""
import os, subprocess
from pathlib import Path
from cooperanet.embedded.state import StateFolder
lock = StateFolder(Path({str(state.path)!r})).lock()
subprocess.Popen(["sleep", "2"], pass_fds=[lock])
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_who_asks_to_stop_does_not_wait_for_what_others_left(state):
    def stop():
        raise Interrupted

    leave_a_child(state)
    with pytest.raises(Interrupted):
        state.lock(check=stop)


def test_the_lock_of_a_dead_holder_waits_for_its_last_child(state):
    leave_a_child(state)
    start = time.monotonic()
    os.close(state.lock())
    assert time.monotonic() - start > 1


def test_published_addresses_are_read_back_and_private(state):
    state.publish({"DATABASE_URL": "postgres://a:b=c@127.0.0.1/d"})
    assert state.published() == {"DATABASE_URL": "postgres://a:b=c@127.0.0.1/d"}
    assert oct(state.environment_file.stat().st_mode & 0o777) == "0o600"


def test_the_logs_of_the_last_run_are_kept_beside_those_of_this_one(state):
    state.log("web").write_text("last run")
    state.turn_logs()
    assert not state.log("web").exists()
    assert (state.path / "logs" / "web.previous").read_text() == "last run"


def test_a_folder_below_a_closed_one_is_not_traversable(tmp_path):
    tmp_path.chmod(0o700)
    (tmp_path / "open").mkdir(mode=0o755)
    assert not is_traversable(tmp_path / "open")
    assert is_traversable(tmp_path.parent.parent.parent)


def test_each_project_has_a_place_of_its_own_aside(tmp_path):
    one, other = (StateFolder(tmp_path / name / ".state", tmp_path / name).aside for name in ("one", "other"))
    assert one != other
    assert one.name.startswith("cooperanet-")
    assert len(one.name) == len("cooperanet-") + 64


def test_wiping_takes_the_folder_aside_with_it(state, monkeypatch, tmp_path):
    monkeypatch.setattr("cooperanet.embedded.state.ASIDE_PARENT", tmp_path)
    state.aside.mkdir()
    state.wipe()
    assert not state.path.exists()
    assert not state.aside.exists()
