"""The bell and the clock: which task answers which topic, and what beat sweeps for.

The database is the truth; a message only shortens the wait. Everything that a message starts,
a sweep would find as well, so a lost message delays and loses nothing.
"""

import os
from typing import Any

from celery import Celery, Task, signals

from jobs.core.request_ids import reset_request_id, set_request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooperanet.settings")

# Topic of the ringing app -> the tasks that look for the work it announces.
RING_TOPICS: dict[str, tuple[str, ...]] = {
    "mail.queued": ("mail.tasks.send_mail",),
    "postings.revised": ("matching.tasks.match_due_postings",),
    "matching.due": ("matching.tasks.match_due_postings",),
    "matching.decided": ("mail.tasks.send_mail",),
}

app = Celery("cooperanet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf["ring_topics"] = RING_TOPICS
app.autodiscover_tasks()


@signals.task_prerun.connect
def adopt_request_id(task: Task[Any, Any], kwargs: dict[str, Any], **_: object) -> None:
    """Carry the id of the request that rang into the worker's log lines and audit entries."""
    set_request_id(str(kwargs.get("request_id") or task.request.id or ""))


@signals.task_postrun.connect
def drop_request_id(**_: object) -> None:
    reset_request_id()
