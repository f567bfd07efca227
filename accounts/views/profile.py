from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts import services
from accounts.forms import AddressForm, ChangePasswordForm, ProfileForm
from accounts.models import User
from accounts.views.typed import show_again, typed_before
from jobs.core.days import day_of_record


def person_of(request: HttpRequest) -> User:
    """Give the signed-in person; LoginRequiredMiddleware lets nobody else through."""
    return cast("User", request.user)


def edit_profile(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    own, typed = User.objects.get(pk=person.pk), typed_before(request)
    form = (
        ProfileForm(request.POST or None, instance=own)
        if typed is None
        else show_again(ProfileForm(instance=own), typed)
    )
    if form.is_valid():
        changed = services.change_profile(user=person, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect(translate_url(resolve_url("accounts:profile"), changed.site_language))
    held = person.memberships.current(day_of_record(timezone.now())).for_list()
    return render(request, "accounts/profile.html", {"form": form, "person": person, "memberships": held})


@sensitive_post_parameters()
def change_address(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = AddressForm(request.POST or None, person=person)
    if form.is_valid():
        services.request_address_change(
            user=person, new_email=form.cleaned_data["new_email"], at=timezone.now()
        )
        messages.success(
            request, _("If the address is free, a link is on its way there. It works once, for an hour.")
        )
        return redirect("accounts:profile")
    return render(request, "accounts/change_address.html", {"form": form})


@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    form = ChangePasswordForm(request.POST or None, person=person)
    if form.is_valid():
        services.set_password(user=person, password=form.cleaned_data["new_password"], at=timezone.now())
        update_session_auth_hash(request, person)
        messages.success(request, _("Your password is changed. Other sessions of yours have ended."))
        return redirect("accounts:profile")
    return render(request, "accounts/change_password.html", {"form": form})
