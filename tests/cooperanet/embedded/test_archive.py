import hashlib
import json
import subprocess
import tarfile

import psycopg2
import pytest
from psycopg2 import sql

REFUSED = """
import json
from django.core.management import CommandError, call_command
def refuse(*command):
    try:
        call_command(*command)
    except CommandError as error:
        return str(error)
    return ""
print(json.dumps([refuse(*command) for command in {commands!r}]))
"""


def manage(machine, *arguments):
    return subprocess.run(
        [machine.python, "manage.py", *arguments],
        cwd=machine.project,
        env=machine.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def content(machine):
    """Each table with its count and a hash over its rows in a fixed order."""
    connection = psycopg2.connect(machine.environment["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = sorted(name for (name,) in cursor.fetchall())
        rows = {name: read_rows(cursor, name) for name in tables}
    connection.close()
    return {
        name: (len(texts), hashlib.sha256("\n".join(texts).encode()).hexdigest())
        for name, texts in rows.items()
    }


def read_rows(cursor, table):
    cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
    return sorted(text for (text,) in cursor.fetchall())


def empty(machine):
    connection = psycopg2.connect(machine.environment["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    (machine.state.path / "files" / "annex.pdf").unlink()


def refuse(machine, *commands):
    """What each command says instead of doing its work; all by one process, since starting one takes longer."""
    return json.loads(machine.manage("shell", "-v", "0", "-c", REFUSED.format(commands=commands)))


@pytest.fixture
def filled(machine, tmp_path):
    """Reference data and a few postings with their people."""
    demo = tmp_path / "demo"
    demo.mkdir()
    for name in ("offers", "needs"):
        rows = json.loads((machine.project / "fixtures" / "demo" / f"{name}-01.json").read_text("utf-8"))
        (demo / f"{name}-01.json").write_text(json.dumps(rows[:5]), encoding="utf-8")
    machine.manage("load_demo", "--folder", str(demo))
    (machine.state.path / "files" / "annex.pdf").write_bytes(b"%PDF-1.7 annex")
    return machine


def test_a_backup_brings_an_empty_state_back_to_what_it_was(filled, tmp_path):
    before = content(filled)
    assert before["directory_country"][0] > 0
    assert before["accounts_user"][0] > 0
    file = tmp_path / "backup.tar"
    filled.manage("backup", str(file))
    empty(filled)
    assert content(filled) == {}

    told = filled.manage("restore", str(file))

    assert told.startswith("Restored the backup of ")
    assert content(filled) == before
    assert (filled.state.path / "files" / "annex.pdf").read_bytes() == b"%PDF-1.7 annex"
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    filled.manage("migrate", "--check")

    # What must not happen leaves everything as it was.
    refused = manage(filled, "restore", str(file))
    assert (refused.returncode, "holds people already" in refused.stderr) == (1, True)
    plain = write(tmp_path / "plain.tar", b"no archive")
    other, bare = (
        pack(tmp_path / f"{name}.tar", members)
        for name, members in (("other", {}), ("bare", {"database.dump": b""}))
    )
    wanted = {
        "exists already": ["backup", str(file)],
        "There is no folder": ["backup", str(tmp_path / "nowhere" / "backup.tar")],
        "There is no file": ["restore", str(tmp_path / "none.tar"), "--replace"],
        "is not a backup": ["restore", plain, "--replace"],
        "holds no database": ["restore", other, "--replace"],
        "does not say what it holds": ["restore", bare, "--replace"],
        "is as it was": ["restore", damage(file, tmp_path), "--replace"],
    }
    said = dict(zip(wanted, refuse(filled, *wanted.values()), strict=True))
    assert {reason: text for reason, text in said.items() if reason not in text} == {}
    assert content(filled) == before

    # And with the wish stated, it replaces.
    (filled.state.path / "files" / "later.pdf").touch()
    filled.manage("restore", str(file), "--replace")
    assert content(filled) == before
    assert [path.name for path in (filled.state.path / "files").iterdir()] == ["annex.pdf"]


def write(file, data):
    file.write_bytes(data)
    return str(file)


def pack(file, members):
    folder = file.with_suffix("")
    folder.mkdir()
    for name, data in members.items():
        (folder / name).write_bytes(data)
    with tarfile.open(file, "w") as archive:
        for name in members:
            archive.add(folder / name, name)
    return str(file)


def damage(file, tmp_path):
    """The same backup, its dump cut in the middle of a table."""
    folder = tmp_path / "whole"
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
    members = {name: (folder / name).read_bytes() for name in ("manifest.json", "database.dump")}
    half = len(members["database.dump"]) // 2
    return pack(tmp_path / "damaged.tar", members | {"database.dump": members["database.dump"][:half]})
