import zoneinfo
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from accounts.services import (
    OWNER_FIELD,
    NotAFormOwnerError,
    keep_form,
    read_form_owner,
)

IDLE_SECONDS = 60 * 60
ABSOLUTE_SECONDS = 12 * 60 * 60
# The last visit is written at most this often: a session is no place for a write per request.
SEEN_STEP_SECONDS = 60
STARTED_KEY = "started_at"
SEEN_KEY = "seen_at"

Handler = Callable[[HttpRequest], HttpResponse]


class SessionLimitMiddleware:
    """Ends a session an hour after the last request and twelve hours after sign-in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            limit_session(request, now=int(timezone.now().timestamp()))
        return self.get_response(request)


def limit_session(request: HttpRequest, *, now: int) -> None:
    session = request.session
    started = session.setdefault(STARTED_KEY, now)
    seen = session.setdefault(SEEN_KEY, now)
    if now - started >= ABSOLUTE_SECONDS or now - seen >= IDLE_SECONDS:
        logout(request)
    elif now - seen >= SEEN_STEP_SECONDS:
        session[SEEN_KEY] = now


class TimeZoneMiddleware:
    """Shows times in the zone of the person who reads."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone_of(request)):
            return self.get_response(request)


def _zone_of(request: HttpRequest) -> zoneinfo.ZoneInfo:
    name = request.user.time_zone if isinstance(request.user, User) else settings.TIME_ZONE
    try:
        return zoneinfo.ZoneInfo(name)
    except (ValueError, zoneinfo.ZoneInfoNotFoundError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


class KeptFormMiddleware:
    """Keeps a form that arrives after its session ended, and gives it back after sign-in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not isinstance(request.user, User) and OWNER_FIELD in request.POST:
            try:
                return redirect_to_login(_keep(request))
            except NotAFormOwnerError:
                pass
        return self.get_response(request)


def _keep(request: HttpRequest) -> str:
    data = {name: request.POST.getlist(name) for name in request.POST}
    key, path = keep_form(data=data, at=timezone.now())
    return f"{path}?{urlencode({'kept': key})}"


def refuse_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Answer a form whose token is stale: its owner gets it back, everyone else an explanation."""
    try:
        owner = read_form_owner(request.POST.get(OWNER_FIELD, ""))
    except NotAFormOwnerError:
        return render(request, "accounts/csrf.html", status=403)
    if not isinstance(request.user, User) or owner.user_key != request.user.key:
        return render(request, "accounts/csrf.html", status=403)
    return HttpResponseRedirect(_keep(request))


def client_address(request: HttpRequest) -> str:
    """Say who calls: behind N trusted proxies the N-th address from the right; what stands left of it anyone can write."""
    proxies: int = settings.AXES_IPWARE_PROXY_COUNT
    forwarded = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
