import re
import subprocess

import pytest

from cooperanet.embedded.state import PROJECT


def plan(*words):
    """What make would do, without doing it."""
    return subprocess.run(
        ["/usr/bin/make", "--dry-run", "--no-print-directory", *words],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", [("backup", "path.tar"), ("backup", "FILE=path.tar")])
def test_a_backup_takes_its_file_as_a_second_word_or_by_name(words):
    assert 'manage.py backup "path.tar"' in plan(*words).stdout


@pytest.mark.parametrize("words", [("restore", "path.tar"), ("restore", "FILE=path.tar")])
def test_a_restore_runs_alone_and_replaces_only_when_told(words):
    assert 'with_servers --alone .venv/bin/python manage.py restore "path.tar" \n' in plan(*words).stdout
    assert 'manage.py restore "path.tar" --replace\n' in plan(*words, "REPLACE=1").stdout


def test_the_word_after_another_command_is_no_file():
    assert "No rule to make target" in plan("run", "path.tar").stderr


def test_arguments_for_pytest_pass_through():
    assert "-m pytest -ra -k offers\n" in plan("test", "ARGS=-k offers").stdout
    assert "-m tests.parts\n" in plan("test", "ARGS=").stdout


def test_the_benchmarks_write_one_page_and_take_arguments():
    said = plan("bench", "ARGS=--whole").stdout.splitlines()
    assert ".venv/bin/python -m bench.results --whole" in said
    assert "-m bench.fit" in plan("generation").stdout


def test_each_benchmark_stands_in_the_readme():
    said = (PROJECT / "README.md").read_text(encoding="utf-8")
    modules = {
        path.stem for path in (PROJECT / "bench").glob("*.py") if "__main__" in path.read_text("utf-8")
    }
    packages = {path.parent.name for path in (PROJECT / "bench").glob("*/__main__.py")}
    no_benchmarks = {"fit", "results"}  # one writes what scores depend on, one what the others said
    line = next(line for line in said.splitlines() if "-m bench.NAME" in line)
    assert {*re.findall(r"`([a-z]+)`", line)} == (modules | packages) - no_benchmarks
