import fcntl
import os

import pytest

from matching.core.kernels import (
    OTHERS,
    RECENT_SECONDS,
    keep_kernels,
    kernel_folder,
    note_use,
    remove_outdated,
)

NOW = 2_000_000_000.0
DAY = RECENT_SECONDS


@pytest.fixture
def make(tmp_path):
    """Make a folder of compiled code, last used so many days ago."""

    def folder(name, *, days):
        path = tmp_path / name
        (path / "compiled_1").mkdir(parents=True)
        (path / "compiled_1" / "search.nbi").write_bytes(b"x")
        os.utime(path, (NOW - days * DAY,) * 2)
        return path

    return folder


def others(make, count, *, days=40):
    """The later ones were used longer ago."""
    return [make(f"kernels-{number:016x}", days=days + number) for number in range(count)]


def test_of_other_versions_the_newest_stay(make):
    own, old = make("kernels-ffffffffffffffff", days=0), others(make, OTHERS + 2)
    assert remove_outdated(own, now=NOW) == old[OTHERS:]
    assert sorted(own.parent.iterdir()) == sorted([*old[:OTHERS], own])
    assert remove_outdated(own, now=NOW) == []


def test_what_was_used_today_stays_however_many_there_are(make):
    own, old = make("kernels-ffffffffffffffff", days=0), others(make, OTHERS + 2)
    for path in old:
        os.utime(path, (NOW - DAY / 2,) * 2)
    assert remove_outdated(own, now=NOW) == []


def test_the_own_folder_stays_however_old_it_is(make):
    own = make("kernels-ffffffffffffffff", days=400)
    assert own not in remove_outdated(own, now=NOW)
    others(make, OTHERS, days=1.5)
    assert remove_outdated(own, now=NOW) == []
    assert own.exists()


def test_what_a_process_is_being_made_ready_from_stays(make):
    own, old = make("kernels-ffffffffffffffff", days=0), others(make, OTHERS + 2)
    held = os.open(old[-1], os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert remove_outdated(own, now=NOW) == [old[-2]]
    finally:
        os.close(held)
    assert remove_outdated(own, now=NOW) == [old[-1]]


def test_beside_a_folder_with_a_name_of_its_own_nothing_is_removed(make):
    others(make, OTHERS + 2)
    assert remove_outdated(make("kernels", days=0), now=NOW) == []


def test_other_things_beside_it_stay(make):
    own = make("kernels-ffffffffffffffff", days=0)
    kept = [make(name, days=900) for name in ("lib", "kernels", "kernels-mine", "kernels-00")]
    others(make, OTHERS + 1)
    assert len(remove_outdated(own, now=NOW)) == 1
    assert all(path.exists() for path in kept)


def test_a_process_that_starts_notes_the_use(make, monkeypatch, tmp_path):
    used, missing = make("kernels-0000000000000001", days=9), tmp_path / "missing"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(used))
    keep_kernels(tmp_path)
    assert used.stat().st_mtime != NOW - 9 * DAY
    note_use(missing)
    assert not missing.exists()


def test_the_folder_of_these_sources_is_one_that_is_cleared_later(make, tmp_path):
    ours = make(kernel_folder(tmp_path).name, days=900)
    newer = others(make, OTHERS + 1)
    assert remove_outdated(newer[0], now=NOW) == [ours]
