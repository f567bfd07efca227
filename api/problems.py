"""Every error of the API as an RFC 9457 problem document that names the field and the request."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

CONTENT_TYPE = "application/problem+json"
TITLES: dict[int, str | Promise] = {
    400: _("The request is not valid"),
    401: _("Authentication is needed"),
    403: _("This is not allowed"),
    404: _("Not found"),
    405: _("This method is not allowed here"),
    406: _("This format is not available"),
    415: _("This media type is not supported"),
    429: _("Too many requests"),
    500: _("The portal failed"),
    503: _("The portal is not available"),
}


def handle_exception(exception: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's hook: known exceptions become problems, all others go on to the error handler and the log."""
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    elif isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied()
    if not isinstance(exception, exceptions.APIException):
        return None
    set_rollback()
    headers = {}
    if challenge := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    body = describe_problem(context["request"], exception.status_code, _detail(exception), list(_errors(exception)))
    return Response(body, exception.status_code, headers=headers, content_type=CONTENT_TYPE)


def describe_problem(
    request: HttpRequest, status: int, detail: str, errors: list[dict[str, str]],
) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": str(TITLES.get(status, HTTPStatus(status).phrase)),
        "status": status,
        "detail": detail,
        "instance": request.path,
        "request_id": request.META.get("REQUEST_ID", ""),
        "errors": errors,
    }


def answer_error(request: HttpRequest, *, status: int) -> JsonResponse:
    """The problem document of an error that never reached a view of the API."""
    body = describe_problem(request, status, str(TITLES.get(status, "")), [])
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def _detail(exception: exceptions.APIException) -> str:
    if isinstance(exception, exceptions.ValidationError):
        return str(TITLES[400])
    return str(exception.detail)


def _errors(exception: exceptions.APIException) -> Iterator[dict[str, str]]:
    if isinstance(exception, exceptions.ValidationError) and isinstance(exception.detail, dict):
        for field, messages in exception.detail.items():
            for message in messages if isinstance(messages, list) else [messages]:
                yield {"pointer": str(field), "code": getattr(message, "code", "invalid"), "detail": str(message)}
