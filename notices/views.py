from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from notices import services
from notices.models import Notice

NOTICES_PER_PAGE = 25


def list_notices(request: HttpRequest) -> HttpResponse:
    notices = Notice.objects.visible_to(cast("User", request.user)).for_list()
    page = Paginator(notices, NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    rows = [(notice, services.render_notice(notice), services.target_path(notice)) for notice in page]
    return render(request, "notices/list.html", {"page": page, "rows": rows})


@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read and go where the notice points; whether the reader may see that place is decided there."""
    notice = get_object_or_404(Notice.objects.visible_to(cast("User", request.user)), pk=pk)
    services.mark_read(notice=notice, at=timezone.now())
    return redirect(services.target_path(notice) or "notices:list")


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(user=cast("User", request.user), at=timezone.now())
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices:list")
