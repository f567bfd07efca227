"""Every error of the API as an RFC 9457 problem document that names the field and the request."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

CONTENT_TYPE = "application/problem+json"
# What an answer depends on: the token decides which rows, the language which words.
VARY = ("Accept-Language", "Authorization")
TITLES: dict[int, str | Promise] = {
    400: _("The request is not valid"),
    401: _("Authentication is needed"),
    403: _("This is not allowed"),
    404: _("Not found"),
    405: _("This method is not allowed here"),
    406: _("This format is not available"),
    413: _("The request is too large"),
    415: _("This media type is not supported"),
    429: _("Too many requests"),
    500: _("The portal failed"),
    503: _("The portal is not available"),
}
DETAILS: dict[int, str | Promise] = {
    400: _("The portal could not read this request."),
    404: _("There is nothing at this address, or nothing that you may see."),
    406: _("The API answers in JSON only."),
    413: _("The API takes no bodies."),
    500: _("The error is recorded under the id of this request."),
    503: _("The database cannot be reached. Ask again after the time that Retry-After says."),
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
    body = describe_problem(
        context["request"],
        exception.status_code,
        _detail(exception),
        list(_errors(exception)),
    )
    return Response(body, exception.status_code, headers=headers, content_type=CONTENT_TYPE)


def describe_problem(
    request: HttpRequest | Request,
    status: int,
    detail: str,
    errors: list[dict[str, str]],
) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": str(TITLES.get(status, HTTPStatus(status).phrase)),
        "status": status,
        "detail": detail,
        "instance": escape_uri_path(request.path),
        "request_id": request.META.get("REQUEST_ID", ""),
        "errors": errors,
    }


def answer_error(request: HttpRequest, *, status: int) -> JsonResponse:
    """The problem document of an error that never reached a view of the API.

    It may come from before the language was chosen, so it chooses for itself.
    """
    language = translation.get_language_from_request(request)
    with translation.override(language):
        body = describe_problem(request, status, _words(status), [])
    response = JsonResponse(
        body,
        status=status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
        headers={"Content-Language": language},
    )
    patch_vary_headers(response, VARY)
    return response


def _words(status: int) -> str:
    return str(DETAILS.get(status) or TITLES.get(status, HTTPStatus(status).phrase))


def _detail(exception: exceptions.APIException) -> str:
    if isinstance(exception, exceptions.ValidationError):
        return str(_("The entries under errors say what to change."))
    if exception.status_code in DETAILS:
        return _words(exception.status_code)
    return str(exception.detail)


def _errors(exception: exceptions.APIException) -> Iterator[dict[str, str]]:
    """Every ValidationError of the API is raised with a dict: parameter to messages."""
    if not isinstance(exception, exceptions.ValidationError):
        if isinstance(exception, exceptions.AuthenticationFailed):
            yield _error("Authorization", exception.detail)
        return
    by_name: Any = exception.detail
    for name, messages in by_name.items():
        for message in messages if isinstance(messages, list) else [messages]:
            yield _error("" if name == NON_FIELD_ERRORS else str(name), message)


def _error(pointer: str, message: Any) -> dict[str, str]:  # noqa: ANN401 (DRF's ErrorDetail, in one of its shapes)
    code = getattr(message, "code", "invalid")
    return {"pointer": pointer, "code": code, "detail": str(message)}
