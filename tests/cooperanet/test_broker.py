"""What a worker does with its connection when the broker dies while it holds messages."""

import logging

import pytest
from celery import current_app
from kombu import Consumer, Producer, Queue
from kombu.common import ignore_errors

from cooperanet.broker import Transport
from cooperanet.embedded.state import StateFolder
from cooperanet.embedded.valkey import Valkey
from tests.machine import open_folder

QUEUE = Queue("held", routing_key="held")


@pytest.fixture
def broker():
    with open_folder("broker") as folder:
        state = StateFolder(folder / "state")
        state.prepare()
        own = Valkey(state)
        own.start()
        yield own
        own.process.kill()


def hold_message(connection):
    """Take one without acknowledging it, and wait for another, and on a second channel for what controls a worker."""
    channel, held = connection.default_channel, []
    Producer(channel).publish("message", routing_key=QUEUE.routing_key, declare=[QUEUE])
    Consumer(channel, [QUEUE], on_message=held.append).consume()
    Consumer(
        connection.channel(), [Queue("control", routing_key="control")], on_message=held.append
    ).consume()
    connection.drain_events(timeout=10)
    with pytest.raises(TimeoutError):
        connection.drain_events(timeout=0.1)
    return held[0]


def test_a_worker_that_holds_a_message_when_its_broker_dies_goes_on_with_the_next(broker):
    with current_app.connection_for_read(broker.url) as connection:
        assert type(connection.transport) is Transport
        message = hold_message(connection)
        broker.process.kill()
        # The steps of a worker that has lost its connection, and of a task that ends afterwards.
        connection.collect()
        ignore_errors(connection, connection.close)
        message.ack_log_error(logging.getLogger("celery"), Transport.connection_errors)
        assert message.acknowledged is False
    broker.start()
    with current_app.connection_for_read(broker.url) as connection:
        assert hold_message(connection).payload == "message"
