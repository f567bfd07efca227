from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import EndForm, InvitationForm
from accounts.models import Invitation, Membership, User
from accounts.views.profile import person_of
from accounts.views.typed import show_again, typed_before
from jobs.core.days import day_of_record

PEOPLE_PER_PAGE = 50


def list_people(request: HttpRequest) -> HttpResponse:
    person = _manager_of(request)
    now = timezone.now()
    words = request.GET.get("q", "").strip()[:100]
    memberships = (
        Membership.objects.manageable_by(person).current(day_of_record(now)).named_like(words).for_list()
    )
    context = {
        "page": Paginator(memberships, PEOPLE_PER_PAGE).get_page(request.GET.get("page")),
        "invitations": Invitation.objects.manageable_by(person).open(now).for_list(),
        "query": words,
        "person": person,
    }
    return render(request, "accounts/people.html", context)


def invite_person(request: HttpRequest) -> HttpResponse:
    person = _manager_of(request)
    # A link may say where a person is wanted, and as what.
    wanted = {name: request.GET[name] for name in ("institution", "role") if name in request.GET}
    typed, initial = typed_before(request), {"language": person.language, **wanted}
    if typed is not None:
        form = show_again(InvitationForm(inviter=person), typed)
    else:
        form = InvitationForm(request.POST or None, inviter=person, initial=initial)
    if form.is_valid():
        try:
            services.invite_person(by=person, at=timezone.now(), **form.cleaned_data)
        except services.AlreadyMemberError:
            form.add_error("email", _("This person already holds this role there."))
        except services.TooManyMailsError:
            form.add_error(
                None, _("Too many invitations went to this address, or were sent by you. Wait an hour.")
            )
        except services.NotAllowedToManageError as error:
            raise PermissionDenied from error
        else:
            messages.success(request, _("The invitation is on its way. The link works for 14 days."))
            return redirect("accounts:people")
    return render(request, "accounts/invite.html", {"form": form})


@require_POST
def revoke_invitation(request: HttpRequest, key: UUID) -> HttpResponse:
    person = _manager_of(request)
    invitation = get_object_or_404(Invitation.objects.manageable_by(person), key=key)
    try:
        services.revoke_invitation(invitation=invitation, by=person, at=timezone.now())
    except services.InvitationClosedError:
        messages.warning(request, _("That invitation was already accepted or withdrawn."))
    else:
        messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("accounts:people")


def end_membership(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask first, since access ends with the person's next request."""
    person = _manager_of(request)
    membership = get_object_or_404(Membership.objects.manageable_by(person).for_list(), key=key)
    typed = typed_before(request)
    sent = request.method == "POST" and typed is None
    form = EndForm(request.POST) if sent else show_again(EndForm(), typed or QueryDict())
    if not form.is_valid():
        return render(request, "accounts/end_membership.html", {"membership": membership, "form": form})
    try:
        services.end_membership(membership=membership, by=person, at=timezone.now(), **form.cleaned_data)
    except services.OwnMembershipError:
        messages.error(request, _("You cannot end your own role. Ask the secretariat."))
    except services.AlreadyEndedError:
        messages.warning(request, _("That role had already ended."))
    else:
        messages.success(request, _("The role has ended, and with it the access it gave."))
    return redirect("accounts:people")


def _manager_of(request: HttpRequest) -> User:
    person = person_of(request)
    if not person.access.grantable_roles:
        raise PermissionDenied
    return person
