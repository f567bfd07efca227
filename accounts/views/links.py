"""Pages that are reached by a link in a mail: no one is signed in yet, and nothing changes before a POST."""

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import services
from accounts.forms import AcceptForm, ForgottenForm, NewPasswordForm
from accounts.models import User


def refuse_link(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/link_closed.html", status=410)


@login_not_required
def ask_for_reset(request: HttpRequest) -> HttpResponse:
    form = ForgottenForm(request.POST or None)
    if form.is_valid():
        services.request_password_reset(
            email=form.cleaned_data["email"], caller=get_client_ip_address(request), at=timezone.now()
        )
        return render(request, "accounts/reset_sent.html")
    return render(request, "accounts/forgotten.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters()
def reset_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    try:
        person = services.find_by_reset_link(uid=uid, token=token)
    except services.LinkNotValidError:
        return refuse_link(request)
    form = NewPasswordForm(request.POST or None, person=person)
    if not form.is_valid():
        return render(request, "accounts/reset.html", {"form": form, "person": person})
    try:
        services.reset_password(
            uid=uid, token=token, password=form.cleaned_data["new_password"], at=timezone.now()
        )
    except services.LinkNotValidError:
        return refuse_link(request)
    messages.success(request, _("The new password is set. You can sign in with it."))
    return redirect("accounts:sign-in")


@login_not_required
@never_cache
@sensitive_post_parameters()
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        invitation = services.find_invitation(token=token, at=timezone.now())
    except services.InvitationClosedError:
        return refuse_link(request)
    if services.has_account(invitation=invitation):
        return _accept_for_account(request, token, {"invitation": invitation})
    person = User(email=invitation.email, full_name=invitation.full_name)
    form = AcceptForm(request.POST or None, person=person, initial={"full_name": invitation.full_name})
    if not form.is_valid():
        return render(request, "accounts/accept.html", {"form": form, "invitation": invitation})
    try:
        services.accept_invitation(
            token=token,
            password=form.cleaned_data["new_password"],
            full_name=form.cleaned_data["full_name"],
            at=timezone.now(),
        )
    except services.InvitationClosedError:
        return refuse_link(request)
    messages.success(
        request, _("Welcome. Your account is ready: sign in with your address and the password you chose.")
    )
    return redirect("accounts:sign-in")


def _accept_for_account(request: HttpRequest, token: str, context: dict[str, object]) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/accept_role.html", context)
    try:
        services.accept_invitation(token=token, at=timezone.now())
    except (services.InvitationClosedError, services.AlreadyMemberError):
        return refuse_link(request)
    messages.success(request, _("The role is added to your account."))
    return redirect("accounts:sign-in")


@login_not_required
@never_cache
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/confirm_address.html")
    try:
        services.confirm_address_change(token=token, at=timezone.now())
    except services.LinkNotValidError:
        return refuse_link(request)
    messages.success(request, _("Your address is changed. Use the new one to sign in from now on."))
    return redirect("accounts:profile")
