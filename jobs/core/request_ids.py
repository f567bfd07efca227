"""The id of the request that is being worked for, carried through web, tasks, log lines and audit entries.

It stands apart from the services because the Celery application needs it before any model can be loaded.
"""

from contextvars import ContextVar, Token

LONGEST = 64

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    return _request_id.get()


def set_request_id(value: str) -> Token[str]:
    return _request_id.set(value[:LONGEST])


def reset_request_id(token: Token[str] | None = None) -> None:
    if token is None:
        _request_id.set("")
    else:
        _request_id.reset(token)
