import os
from io import StringIO

import pytest
from django.core.management import call_command

from matching.core.kernels import OTHERS, kernel_folder


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """What is compiled is loaded in this process already; the folder is only looked at."""
    path = kernel_folder(tmp_path)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(path))
    return path


def test_it_clears_away_what_was_compiled_of_versions_long_gone(folder):
    for number in range(OTHERS + 2):
        (folder.parent / f"kernels-{number:016x}").mkdir()
        os.utime(folder.parent / f"kernels-{number:016x}", (number, number))
    said = StringIO()
    call_command("compile_engine", stdout=said)
    left = [f"kernels-{number:016x}" for number in range(2, OTHERS + 2)]
    assert sorted(path.name for path in folder.parent.iterdir()) == sorted([*left, folder.name])
    assert str(folder) in said.getvalue()
