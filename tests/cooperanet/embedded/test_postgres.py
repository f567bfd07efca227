import os
import stat
from pathlib import Path

import pytest

from cooperanet.embedded.binaries import PostgresBinaries
from cooperanet.embedded.postgres import Postgres
from cooperanet.embedded.processes import CannotStart
from cooperanet.embedded.state import StateFolder
from tests.machine import open_folder


@pytest.fixture
def folder():
    """Pytest's own folders are closed to other accounts, and the server is one as root."""
    with open_folder("postgres") as folder:
        yield folder


@pytest.fixture
def postgres(folder):
    state = StateFolder(folder / "state")
    state.prepare()
    server = Postgres(state, forgetful=True)
    yield server
    if hasattr(server, "process"):
        server.process.stop()
    state.wipe()


def execute(server, *statements):
    connection = server.connect()
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def test_rows_survive_a_kill_of_the_server(postgres):
    postgres.forgetful = False
    postgres.start()
    execute(postgres, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)")
    postgres.process.kill()
    postgres.start()
    assert execute(postgres, "SELECT n FROM kept") == [(7,)]


def test_it_listens_on_loopback_alone_and_asks_for_its_password(postgres):
    postgres.start()
    assert execute(postgres, "SHOW listen_addresses") == [("127.0.0.1",)]
    assert execute(postgres, "SELECT DISTINCT auth_method FROM pg_hba_file_rules") == [("scram-sha-256",)]
    assert execute(postgres, "SHOW server_encoding") == [("UTF8",)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server under another account")
def test_as_root_it_runs_as_nobody_and_only_nobody_reads_its_data(postgres):
    postgres.start()
    data = postgres.data.stat()
    assert data.st_uid == postgres.account.user
    assert stat.S_IMODE(data.st_mode) == 0o700
    assert Path(f"/proc/{postgres.process.pid}").stat().st_uid == postgres.account.user


def test_an_interrupted_creation_is_not_taken_for_a_database(postgres):
    postgres.prepare_root()
    (postgres.root / "fresh").mkdir()
    (postgres.root / "fresh" / "PG_VERSION").write_text("18")
    postgres.start()
    assert execute(postgres, "SELECT 1") == [(1,)]


def test_the_number_of_another_program_in_the_pid_file_does_not_stop_it(postgres):
    postgres.start()
    postgres.process.kill()
    pid_file = postgres.data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    postgres.start()
    assert execute(postgres, "SELECT 1") == [(1,)]


def test_data_of_another_version_are_named_and_left_alone(postgres):
    postgres.prepare_root()
    (postgres.root / "data-12").mkdir()
    postgres.binaries = PostgresBinaries(postgres.binaries.folder, postgres.binaries.major)
    with pytest.raises(CannotStart, match="holds data-12"):
        postgres.start()


def test_a_server_that_cannot_start_is_named_with_its_log(postgres, monkeypatch):
    monkeypatch.setattr("cooperanet.embedded.postgres.START_ATTEMPTS", 1)
    monkeypatch.setattr(
        "cooperanet.embedded.postgres.SERVING",
        {"listen_addresses": "127.0.0.1", "work_mem": "none"},
    )
    with pytest.raises(CannotStart, match=r"(?s)PostgreSQL ended by itself.*work_mem"):
        postgres.start()
