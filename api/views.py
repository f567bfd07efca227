from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.views.typed import show_again, typed_before
from api import services
from api.forms import TokenForm
from api.models import Token
from api.pagination import DEFAULT_SIZE, LARGEST_SIZE
from api.problems import answer_error
from api.schema import describe_operations, read_document
from jobs.core.days import day_of_record


@csrf_exempt
@login_not_required
def answer_unknown(request: HttpRequest) -> HttpResponse:
    """Any address under /api/ that does not exist: a problem document, not a page."""
    return answer_error(request, status=404)


@require_safe
@login_not_required
def show_reference(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    context = {
        "operations": describe_operations(language),
        "version": read_document(language)["info"]["version"],
        "address": request.build_absolute_uri("/api/v1/"),
        "default_size": DEFAULT_SIZE,
        "largest_size": LARGEST_SIZE,
    }
    return render(request, "api/reference.html", context)


def list_tokens(request: HttpRequest) -> HttpResponse:
    """The reader's tokens, and the form that issues one; the secret is shown on this answer only."""
    user = _person(request)
    now = timezone.now()
    typed, secret = typed_before(request), ""
    if typed is not None:
        form = show_again(TokenForm(user=user, on=day_of_record(now)), typed)
    else:
        form = TokenForm(request.POST or None, user=user, on=day_of_record(now))
    if form.is_valid():
        try:
            _token, secret = services.issue_token(**form.cleaned_data, by=user, at=now)
        except services.TokenIssuedAlready as refusal:
            messages.warning(request, _explain(refusal))
            return HttpResponseRedirect(reverse("api:tokens"))
        form = TokenForm(user=user, on=day_of_record(now))
    context = {
        "form": form,
        "secret": secret,
        "tokens": Token.objects.manageable_by(user).for_list(),
        "now": now,
        "today": day_of_record(now),
    }
    return render(request, "api/tokens.html", context)


@require_POST
def revoke_token(request: HttpRequest, prefix: str) -> HttpResponse:
    user = _person(request)
    token = get_object_or_404(Token.objects.manageable_by(user), prefix=prefix)
    services.revoke_token(token, by=user, at=timezone.now())
    messages.success(request, _("The token is revoked: its next request is refused."))
    return HttpResponseRedirect(reverse("api:tokens"))


def _explain(refusal: services.TokenIssuedAlready) -> str:
    message = _(
        "That form has issued the token %(prefix)s already, and its secret is not shown again. "
        "If you did not copy it, revoke that token and issue another."
    )
    return message % {"prefix": refusal.token.prefix}


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError(request.user)
    return request.user
