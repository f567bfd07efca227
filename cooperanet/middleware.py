import uuid
from collections.abc import Callable
from contextlib import suppress

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from jobs.core.request_ids import reset_request_id, set_request_id

NUL = "\x00"
HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class RequestIdMiddleware:
    """Names each request; the name follows it into log lines, audit entries, tasks and error pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = choose_request_id(request.headers.get("X-Request-ID", ""))
        request.META["REQUEST_ID"] = request_id
        set_request_id(request_id)
        try:
            response = self.get_response(request)
        finally:
            reset_request_id()
        response["X-Request-ID"] = request_id
        return response


def choose_request_id(offered: str) -> str:
    """Accept the caller's id only when it is a UUID, so that nobody writes into our logs."""
    with suppress(ValueError):
        return str(uuid.UUID(offered))
    return str(uuid.uuid4())


class NullCharacterMiddleware:
    """Refuses an address or a cookie with NUL: PostgreSQL stores it nowhere, so nothing that exists is meant.

    What a form sends is judged by its fields, and the API answers with the name of the parameter.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_address = NUL in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if in_address and not request.path_info.startswith("/api/"):
            raise BadRequest("NUL in the address")
        if any(NUL in value for value in request.COOKIES.values()):
            raise BadRequest("NUL in a cookie")
        return self.get_response(request)


class SecurityHeadersMiddleware:
    """Headers for every response; what a signed-in person sees is never stored by a shared cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        user = getattr(request, "user", None)
        if (user and user.is_authenticated) or "Authorization" in request.headers:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
