"""Whether the portal lives, and whether it is ready: for load balancers, for `up`, and for people."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from redis import Redis, RedisError

from mail.models import OutgoingMail
from matching.services import count_behind

# Work this old is late: the sweep should have found it several times.
LATE = timedelta(minutes=1)
BROKER_TIMEOUT = 1.0


@dataclass(frozen=True)
class Check:
    name: str
    label: str | Promise
    passed: bool
    # Without it the portal cannot answer at all; the others only delay background work.
    vital: bool


def check_health() -> list[Check]:
    database = _database_answers()
    return [
        Check("database", _("Database"), database, vital=True),
        Check(
            "migrations",
            _("Database structure"),
            database and _migrations_applied(),
            vital=True,
        ),
        Check("broker", _("Message broker"), _broker_answers(), vital=False),
        Check(
            "due_work",
            _("Background work is up to date"),
            database and not _work_is_late(),
            vital=False,
        ),
    ]


def summarise(checks: list[Check]) -> str:
    if all(check.passed for check in checks):
        return "ready"
    return "degraded" if all(check.passed for check in checks if check.vital) else "unavailable"


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return False
    return True


def _migrations_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker_answers() -> bool:
    broker = Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=BROKER_TIMEOUT,
        socket_connect_timeout=BROKER_TIMEOUT,
    )
    try:
        return bool(broker.ping())
    except RedisError:
        return False
    finally:
        broker.close()


def _work_is_late() -> bool:
    before = timezone.now() - LATE
    return OutgoingMail.objects.due(at=before).exists() or count_behind(since=before) > 0


@login_not_required
@never_cache
def report_life(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "alive"})


@login_not_required
@never_cache
def report_readiness(_request: HttpRequest) -> HttpResponse:
    checks = check_health()
    status = summarise(checks)
    body = {"status": status, "checks": {check.name: check.passed for check in checks}}
    return JsonResponse(body, status=503 if status == "unavailable" else 200)


@login_not_required
@never_cache
def show_status(request: HttpRequest) -> HttpResponse:
    checks = check_health()
    return render(
        request,
        "cooperanet/pages/status.html",
        {"checks": checks, "status": summarise(checks)},
    )
