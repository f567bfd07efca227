"""JSON log lines, each with the id of the request or task that caused it, and without the rows of people."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from jobs.core.request_ids import current_request_id

# What PostgreSQL adds to an error quotes the row, so addresses and names; `repr` writes its line breaks as \n.
_QUOTED_ROW = re.compile(
    r"(?:\n|\\n)\s*(?:DETAIL|CONTEXT|QUERY|LINE \d+):.*?"
    r"(?=\n\nThe above exception|\n\nDuring handling|\nTraceback|\Z)",
    re.DOTALL,
)


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id() or _id_at_hand(record)
        return True


def _id_at_hand(record: logging.LogRecord) -> str:
    """Find it where the work has not begun or is over: Django adds the request to a record, Celery the task."""
    request: Any = getattr(record, "request", None)
    task: Any = getattr(record, "data", None)
    return str(getattr(request, "META", {}).get("REQUEST_ID") or (task or {}).get("id") or "")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": leave_out_rows(record.getMessage()),
            "request_id": getattr(record, "request_id", ""),
        }
        if record.exc_info:
            entry["traceback"] = leave_out_rows(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def leave_out_rows(text: str) -> str:
    """Cut what a database error quotes of its row or its query."""
    return _QUOTED_ROW.sub("", text)


def configure_logs(*, level: str) -> dict[str, Any]:
    """Make the configuration of web, worker and beat: one JSON line per record, on standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": RequestIdFilter}},
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Tells of every start of a process and of every sign-in, which the audit trail keeps.
            "axes": {"level": "WARNING"},
            "django.server": {"handlers": ["console"], "propagate": False},
            "gunicorn.error": {"handlers": [], "propagate": True},
            # Warns of each answer to HEAD, whose body it drops as it should.
            "gunicorn.http.wsgi": {"level": "ERROR"},
        },
    }
