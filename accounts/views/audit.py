from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.forms import AuditFilterForm
from accounts.models import AuditEntry
from accounts.views.profile import person_of

ENTRIES_PER_PAGE = 50


def list_audit(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    if not person.access.may_write:
        raise PermissionDenied
    entries = AuditEntry.objects.visible_to(person)
    actions = list(entries.order_by("action").values_list("action", flat=True).distinct())
    form = AuditFilterForm(request.GET or None, actions=actions)
    form.is_valid()
    page = Paginator(form.narrow(entries).for_list(), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/audit.html", {"form": form, "page": page})
