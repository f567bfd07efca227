import sys
from contextlib import suppress

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from api.problems import answer_error
from cooperanet.desk import lay_desk
from cooperanet.health import is_outage
from directory.models import Institution
from jobs.core.days import day_of_record
from reports.services import home_figures, newest_needs
from workplans.models import Plan

# Their pages are made without context processors, which might ask a database that is down.
_WITHOUT_REQUEST = frozenset({400, 413, 500, 503})
# A database that starts anew is back by then.
_OUTAGE_SECONDS = 30
# Of a request that is too large so much is read and thrown away.
_PART, _MOST_PARTS = 65_536, 800


@login_not_required
@vary_on_headers("Accept-Language", "Cookie")
def choose_language(request: HttpRequest) -> HttpResponse:
    """`/`: to the home page in the language that the browser asks for."""
    with translation.override(translation.get_language_from_request(request)):
        return HttpResponseRedirect(reverse("home"))


@login_not_required
def show_home(request: HttpRequest) -> HttpResponse:
    context = {
        "figures": home_figures(request.user, on=day_of_record(timezone.now())),
        "needs": newest_needs(request.user, limit=5),
        "plans": Plan.objects.for_list(),
    }
    return render(request, "cooperanet/home.html", context)


def show_desk(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        raise TypeError(user)
    return render(
        request,
        "cooperanet/desk.html",
        {"desk": lay_desk(user, at=timezone.now())},
    )


@login_not_required
def show_page(request: HttpRequest, page: str) -> HttpResponse:
    context = {"secretariat": Institution.objects.secretariat(day_of_record(timezone.now()))}
    return render(request, f"cooperanet/pages/{page}.html", context)


@login_not_required
def show_bad_request(
    request: HttpRequest,
    exception: Exception | None = None,
) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        _read_away(request)
        return _show_error(request, 413)
    return _show_error(request, 400)


@login_not_required
def show_forbidden(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 (Django's signature)
) -> HttpResponse:
    return _show_error(request, 403)


@login_not_required
def show_not_found(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 (Django's signature)
) -> HttpResponse:
    return _show_error(request, 404)


@login_not_required
def show_server_error(request: HttpRequest) -> HttpResponse:
    """Django asks for it while it handles the exception."""
    if not is_outage(sys.exception()):
        return _show_error(request, 500)
    response = _show_error(request, 503)
    response["Retry-After"] = str(_OUTAGE_SECONDS)
    return response


def _show_error(request: HttpRequest, status: int) -> HttpResponse:
    """The page for people, the problem document for programs; both carry the request id."""
    if request.path.startswith("/api/"):
        return answer_error(request, status=status)
    context = {
        "request_id": request.META.get("REQUEST_ID", ""),
        "most_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    }
    if status in _WITHOUT_REQUEST:
        # The refusal may have come before the language was settled.
        with translation.override(translation.get_language_from_request(request, check_path=True)):
            return HttpResponse(render_to_string(f"{status}.html", context), status=status)
    return render(request, f"{status}.html", context, status=status)


def _read_away(request: HttpRequest) -> None:
    """Take in what is still being sent: a browser that cannot finish shows a broken connection and not the answer."""
    with suppress(OSError):
        for _part in range(_MOST_PARTS):
            if not request.read(_PART):
                break
