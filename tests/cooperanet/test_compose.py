"""Run what docker-compose.yml says, without containers.

No container engine is at hand where the tests run, so each service's command and health check runs
as it is written, with the servers of the machine in place of the containers `db` and `redis`.
"""

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from cooperanet.embedded.binaries import find_clients, find_valkey
from cooperanet.embedded.processes import Process, wait_until
from cooperanet.embedded.state import PROJECT
from tests.machine import PATIENCE, Machine, free_port, machine_in, plain_environment

SERVICES = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]
OURS = ("prepare", "web", "worker", "beat")
# What the person who deploys sets.
GIVEN = {
    "POSTGRES_PASSWORD": "databasepassword",
    "REDIS_PASSWORD": "brokerpassword",
    "SECRET_KEY": "a-key-that-is-long-enough-to-be-taken-for-one-of-a-real-portal",
    "ALLOWED_HOSTS": "cooperanet.example",
    "PUBLIC_URL": "https://cooperanet.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
}
# Celery warns of root, who runs the tests and nothing in the image.
NO_IMAGE = "ignore:You're running the worker with superuser privileges"
VARIABLE = re.compile(r"\$\{(\w+)(?::(?:-(?P<default>[^}]*)|\?[^}]*))?\}")


def fill(text: str, given: dict[str, str]) -> str:
    """Replace variables as compose does; one that is required and missing fails."""

    def replace(match: re.Match) -> str:
        default = match["default"]
        return given[match[1]] if default is None else given.get(match[1]) or default

    return VARIABLE.sub(replace, text).replace("$$", "$")


def describe_environment(name: str) -> dict[str, str]:
    return {key: fill(str(value), GIVEN) for key, value in SERVICES[name].get("environment", {}).items()}


def describe_command(name: str) -> list[str]:
    return [fill(word, GIVEN) for word in SERVICES[name]["command"]]


def describe_health_check(name: str) -> list[str]:
    kind, *words = (fill(word, GIVEN) for word in SERVICES[name]["healthcheck"]["test"])
    return ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compose")
    with machine_in(folder) as own:
        yield own


@pytest.fixture(scope="module")
def tools(machine, tmp_path_factory):
    """The programs of the images on the PATH; a stand-in for valkey-cli, which the wheel does not carry."""
    folder = tmp_path_factory.mktemp("tools")
    (folder / "valkey-server").symlink_to(find_valkey())
    client = folder / "valkey-cli"
    client.write_text(
        f"#!{sys.executable}\nimport os, sys, redis\nassert sys.argv[1:] == ['ping']\n"
        "client = redis.Redis(port=int(os.environ['TEST_PORT']), password=os.environ['REDISCLI_AUTH'])\n"
        "print('PONG' if client.ping() else '')\n"
    )
    client.chmod(0o755)
    places = [str(folder), str(find_clients(15).folder), str(Path(sys.executable).parent), os.environ["PATH"]]
    return os.pathsep.join(places)


@pytest.fixture
def environment(machine: Machine, tools):
    """Give a service's environment with addresses of this machine in place of those between containers."""

    def build(name: str) -> dict[str, str]:
        values = describe_environment(name)
        replaced = {key: machine.environment[key] for key in ("DATABASE_URL", "REDIS_URL") if key in values}
        if "STATE_DIR" in values:
            replaced["STATE_DIR"] = str(machine.state.path)
        return {**plain_environment(), **values, **replaced, "PATH": tools, "HOSTNAME": socket.gethostname()}

    return build


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess:
    program = shutil.which(command[0], path=environment["PATH"])
    return subprocess.run(
        [program, *command[1:]],
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def serve(machine, environment):
    """Run a service's command until the test is over; gives its environment."""
    parts = []

    def _serve(name: str, **replaced: str) -> dict[str, str]:
        values = environment(name) | replaced | {"PYTHONWARNINGS": NO_IMAGE}
        command = describe_command(name)
        command[0] = shutil.which(command[0], path=values["PATH"])
        folder = machine.folder / f"{name}-data" if name == "redis" else PROJECT
        folder.mkdir(exist_ok=True)
        part = Process(name, command, values, folder=folder, log=machine.folder / f"{name}.log")
        part.start()
        parts.append(part)
        return part, values

    yield _serve
    for part in parts:
        part.stop(grace=5)


def wait_until_healthy(name: str, part: Process, values: dict[str, str]) -> None:
    check = describe_health_check(name)
    wait_until(lambda: run(check, values).returncode == 0, part=part, seconds=PATIENCE)


def test_all_that_settings_read_without_a_default_is_supplied():
    required, known = set(), set()
    for call in ast.walk(ast.parse((PROJECT / "cooperanet" / "settings.py").read_text())):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and is_env(call.func.value):
            name = call.args[0].value
            known.add(name)
            if len(call.args) == 1 and not any(keyword.arg == "default" for keyword in call.keywords):
                required.add(name)
    # These have a default for the sake of a trial, which a deployment must not keep.
    required |= {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_URL"}
    for name in OURS:
        supplied = set(describe_environment(name))
        assert required - supplied == set(), name
        assert supplied - known <= {"PORT", "DEMO"}, name


def is_env(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "env"


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_a_secret_that_was_forgotten_stops_compose(name):
    text = (PROJECT / "docker-compose.yml").read_text()
    with pytest.raises(KeyError, match=name):
        fill(text, {key: value for key, value in GIVEN.items() if key != name})


def test_no_secret_stands_in_the_file():
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key or "SECRET" in key or key.endswith("_AUTH"):
                assert value.startswith("${"), key


def test_all_of_ours_run_from_one_image_and_none_of_them_as_root():
    assert {SERVICES[name]["image"] for name in OURS} == {"cooperanet:${TAG:-latest}"}
    lines = (PROJECT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("FROM ")] == ["FROM python:3.11-slim"]
    assert lines.index("USER cooperanet") < next(n for n, line in enumerate(lines) if line.startswith("CMD"))


def test_each_server_and_each_lasting_service_has_a_health_check():
    assert [name for name in SERVICES if name != "prepare" and "healthcheck" not in SERVICES[name]] == []


def test_the_database_answers_its_health_check(machine, environment):
    address = {"PGHOST": "127.0.0.1", "PGPORT": str(machine.servers.postgres.port)}
    assert run(describe_health_check("db"), environment("db") | address).returncode == 0
    nowhere = address | {"PGPORT": str(free_port())}
    assert run(describe_health_check("db"), environment("db") | nowhere).returncode != 0


def test_the_broker_starts_and_answers_its_health_check(serve, monkeypatch):
    # The image listens on its own port, which is taken here by others.
    port = str(free_port())
    command = SERVICES["redis"]["command"]
    monkeypatch.setitem(SERVICES["redis"], "command", [*command[:-1], f"{command[-1]} --port {port}"])
    part, values = serve("redis", TEST_PORT=port)
    wait_until_healthy("redis", part, values)
    assert run(describe_health_check("redis"), values | {"REDISCLI_AUTH": "wrong"}).returncode != 0


def test_the_portal_prepares_starts_and_answers_its_health_checks(serve, environment):
    prepared = run(describe_command("prepare"), environment("prepare"))
    assert prepared.returncode == 0, prepared.stderr
    port = str(free_port())
    started = {"web": serve("web", PORT=port), "worker": serve("worker"), "beat": serve("beat")}
    for name, (part, values) in started.items():
        wait_until_healthy(name, part, values)
        assert [line for line in part.log.read_text().splitlines() if not is_json(line)] == [], name
    assert run(describe_health_check("web"), started["web"][1] | {"PORT": str(free_port())}).returncode != 0


def is_json(line: str) -> bool:
    return line.startswith('{"at": ') and "request_id" in json.loads(line)


def test_the_settings_of_compose_pass_the_checks_of_a_deployment(environment):
    values = environment("web")
    run(describe_command("prepare"), environment("prepare"))
    checked = run(["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], values)
    assert checked.returncode == 0, checked.stderr


def test_a_schedule_that_beat_no_longer_writes_is_unhealthy(environment, tmp_path):
    values = environment("beat") | {"STATE_DIR": str(tmp_path)}
    assert run(describe_health_check("beat"), values).returncode != 0
    schedule = tmp_path / "beat-schedule"
    schedule.touch()
    assert run(describe_health_check("beat"), values).returncode == 0
    long_ago = time.time() - 3600
    os.utime(schedule, (long_ago, long_ago))
    assert run(describe_health_check("beat"), values).returncode != 0
