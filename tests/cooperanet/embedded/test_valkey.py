import pytest
import redis

from cooperanet.embedded.processes import commands
from cooperanet.embedded.state import StateFolder
from cooperanet.embedded.valkey import Valkey


@pytest.fixture
def valkey(tmp_path):
    state = StateFolder(tmp_path / "a state with spaces")
    state.prepare()
    server = Valkey(state)
    server.start()
    yield server
    server.process.stop()


def test_messages_survive_a_stop_and_a_start(valkey):
    redis.Redis.from_url(valkey.url).rpush("queue", "message")
    valkey.process.stop()
    valkey.start()
    assert redis.Redis.from_url(valkey.url).lrange("queue", 0, -1) == [b"message"]


def test_messages_that_were_on_disk_survive_a_kill(valkey):
    client = redis.Redis.from_url(valkey.url)
    client.rpush("queue", "message")
    client.waitaof(1, 0, 5000)
    valkey.process.kill()
    valkey.start()
    assert redis.Redis.from_url(valkey.url).lrange("queue", 0, -1) == [b"message"]


def test_a_client_without_the_password_is_refused(valkey):
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=valkey.port).ping()


def test_the_password_is_on_no_command_line(valkey):
    assert valkey.password not in " ".join(commands(valkey.process.pid))
