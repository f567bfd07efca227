"""The transport of messages, mended where the loss of its broker would end a whole worker."""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as ConnectionLost


class Channel(redis.Channel):
    """Calls a connection that is closed by its name.

    Kombu 5.7 stumbles over it when it wants to give back, or to acknowledge, what a worker held at the moment
    its broker died; a worker takes that for a fault of its own and ends. A lost connection it survives.
    """

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 (as it is called)
        if self.connection is None or self.connection.client is None:
            raise ConnectionLost("The connection to the broker is closed.")
        known: dict[str, Any] = super()._connparams(asynchronous=asynchronous)  # type: ignore[misc]  # absent from the stubs
        return known


class Transport(redis.Transport):
    Channel = Channel


def mend_transport() -> None:
    """Have addresses that begin with redis:// or rediss:// mean the mended one."""
    for scheme in ("redis", "rediss"):
        TRANSPORT_ALIASES[scheme] = "cooperanet.broker:Transport"
