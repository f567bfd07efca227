"""The bell and the clock: which task answers which topic, and what beat sweeps for.

The database is the truth; a message only shortens the wait. Everything that a message starts,
a sweep would find as well, so a lost message delays and loses nothing.
"""

import os
from io import StringIO
from logging.config import dictConfig
from typing import Any

from celery import Celery, Task, signals
from celery.schedules import crontab
from django.conf import settings
from django.core.management import call_command

from cooperanet.broker import mend_transport
from jobs.core.request_ids import reset_request_id, set_request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cooperanet.settings")

# Topic of the ringing app -> the tasks that look for the work it announces.
RING_TOPICS: dict[str, tuple[str, ...]] = {
    "mail.queued": ("mail.tasks.send_mail",),
    "postings.revised": ("matching.tasks.match_due_postings",),
    "matching.due": ("matching.tasks.match_due_postings",),
    "matching.rebuild": ("matching.tasks.rebuild_generation",),
    "matching.preview": ("matching.tasks.work_out_previews",),
    "matching.retired": ("matching.tasks.forget_retired",),
    "matching.decided": ("mail.tasks.send_mail",),
}

# At an odd minute of the night of the Americas, when little else is done.
AUDIT_AT = crontab(hour="7", minute="23")

# By how much a worker steps back before web and database on the same machine.
NICENESS = 5

mend_transport()
app = Celery("cooperanet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    ring_topics=RING_TOPICS,
    task_ignore_result=True,
    # A killed worker's task is delivered again; every task is idempotent.
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    task_soft_time_limit=240,
    task_time_limit=300,
    task_publish_retry_policy={
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.1,
    },
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 900,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        # Measured: a killed worker's task comes back after 12 s instead of 101 s.
        "unacked_restore_throttle": 1,
        "unacked_restore_interval": 5,
    },
    worker_cancel_long_running_tasks_on_connection_loss=True,
    worker_soft_shutdown_timeout=3,
)
app.autodiscover_tasks()


@app.on_after_finalize.connect
def schedule_sweeps(sender: Celery, **_: object) -> None:
    """Tell beat what to sweep for, and how often."""
    often = settings.SWEEP_SECONDS
    sender.conf.beat_schedule = {
        "match what is due": {"task": "matching.tasks.match_due_postings", "schedule": often},
        "go on with a rebuild": {"task": "matching.tasks.sweep_rebuild", "schedule": often},
        "work out previews": {"task": "matching.tasks.work_out_previews", "schedule": often},
        "audit the matches": {"task": "matching.tasks.audit_matches", "schedule": AUDIT_AT},
        "forget retired generations": {"task": "matching.tasks.forget_retired", "schedule": 600.0},
        "send mail that is due": {"task": "mail.tasks.send_mail", "schedule": often},
        "watch the validity of offers": {"task": "offers.tasks.watch_offers", "schedule": 300.0},
        "watch the validity of needs": {"task": "needs.tasks.watch_needs", "schedule": 300.0},
        "show that beat runs": {"task": "jobs.tasks.mark_beat", "schedule": 60.0},
        "sweep kept forms": {"task": "accounts.tasks.sweep_kept_forms", "schedule": 600.0},
    }


@signals.worker_init.connect
def load_engine(**_: object) -> None:
    """Have the engine compiled and loaded before any task is taken; the processes of the pool are copies of this one."""
    call_command("compile_engine", stdout=StringIO())


@signals.worker_init.connect
def give_way(**_: object) -> None:
    """Let pages go first where they share processors with workers; what a worker forks inherits it."""
    os.nice(NICENESS)


@signals.setup_logging.connect
def write_json_lines(**_: object) -> None:
    """Log as the web does; whoever answers this signal keeps Celery from setting up lines of its own."""
    dictConfig(settings.LOGGING)


@signals.task_prerun.connect
def adopt_request_id(task: Task[Any, Any], kwargs: dict[str, Any], **_: object) -> None:
    """Carry the id of the request that rang into the worker's log lines and audit entries."""
    set_request_id(str(kwargs.get("request_id") or task.request.id or ""))


@signals.task_postrun.connect
def drop_request_id(**_: object) -> None:
    reset_request_id()
