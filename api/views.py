from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from api import services
from api.forms import TokenForm
from api.models import Token
from api.problems import answer_error
from api.schema import describe_operations, read_document


@login_not_required
def answer_unknown(request: HttpRequest) -> HttpResponse:
    """Any address under /api/ that does not exist: a problem document, not a page."""
    return answer_error(request, status=404)


@login_not_required
def show_reference(request: HttpRequest) -> HttpResponse:
    context = {"operations": describe_operations(), "version": read_document()["info"]["version"]}
    return render(request, "api/reference.html", context)


def list_tokens(request: HttpRequest) -> HttpResponse:
    """The reader's tokens, and the form that issues one; the secret is shown on this answer only."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError(user)
    now = timezone.now()
    form = TokenForm(request.POST or None, user=user, on=now.date())
    secret = ""
    if request.method == "POST" and form.is_valid():
        _token, secret = services.issue_token(**form.cleaned_data, by=user, at=now)
        form = TokenForm(user=user, on=now.date())
    context = {"form": form, "secret": secret, "tokens": Token.objects.manageable_by(user).for_list(), "now": now}
    return render(request, "api/tokens.html", context)


@require_POST
def revoke_token(request: HttpRequest, prefix: str) -> HttpResponse:
    user = request.user
    if not isinstance(user, User):
        raise TypeError(user)
    token = get_object_or_404(Token.objects.manageable_by(user), prefix=prefix)
    services.revoke_token(token, by=user, at=timezone.now())
    messages.success(request, _("The token is revoked: its next request is refused."))
    return HttpResponseRedirect(reverse("api:tokens"))
