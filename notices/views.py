from typing import cast
from uuid import UUID

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
    reader = cast("User", request.user)
    page = Paginator(Notice.objects.visible_to(reader).for_list(), NOTICES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    texts = services.render_notices(list(page), reader=reader)
    rows = [(notice, text, services.target_path(notice)) for notice, text in zip(page, texts, strict=True)]
    return render(request, "notices/list.html", {"page": page, "rows": rows})


@require_POST
def open_notice(request: HttpRequest, key: UUID) -> HttpResponse:
    """Mark as read and go where the notice points; whether the reader may see that place is decided there."""
    notice = get_object_or_404(Notice.objects.visible_to(cast("User", request.user)), key=key)
    services.mark_read(notice=notice, at=timezone.now())
    return redirect(services.target_path(notice) or "notices:list")


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(user=cast("User", request.user), at=timezone.now())
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices:list")
