"""Whether the portal lives, and whether it is ready: for load balancers, for `up`, and for people."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from secretariat.services import check_background

# PostgreSQL's classes of errors: connection lost, no resources left, shutting down or starting up.
OUTAGE_CODES = ("08", "53", "57P")


@dataclass(frozen=True)
class Check:
    name: str
    label: str | Promise
    passed: bool
    # Without it the portal cannot answer at all; the others only delay background work.
    vital: bool


def check_health() -> list[Check]:
    database = _database_answers()
    migrated = database and _migrations_applied()
    background = check_background(at=timezone.now()) if migrated else None
    return [
        Check("database", _("Database"), database, vital=True),
        Check(
            "migrations",
            _("Database structure"),
            migrated,
            vital=True,
        ),
        Check(
            "broker", _("Message broker"), background is not None and background.broker_answers, vital=False
        ),
        Check(
            "due_work",
            _("Background work is up to date"),
            background is not None and background.is_on_time,
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


def is_outage(error: BaseException | None) -> bool:
    """Whether the database is away or turns everybody back; a query that fails by itself is no outage."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(OUTAGE_CODES)


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
