from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.models import Decision, Generation
from matching.services import count_live_texts, find_progress, find_unintroduced
from secretariat.services import (
    begin_rebuild,
    can_refit,
    check_background,
    count_queues,
    find_parked_mail,
    find_parked_postings,
    retry_failed_rebuild,
    retry_parked_work,
)
from secretariat.views.base import PAGE_SIZE, staff_of


def show_desk(request: HttpRequest) -> HttpResponse:
    staff, now = staff_of(request), timezone.now()
    context = {
        "counts": count_queues(user=staff, at=now),
        "background": check_background(at=now),
        "latest": Decision.objects.for_cards().newest_first()[:5],
    }
    return render(request, "secretariat/desk.html", context)


def show_parked(request: HttpRequest) -> HttpResponse:
    """List what failed five times, with its errors; POST sends all of it again."""
    staff = staff_of(request)
    if request.method == "POST":
        count = retry_parked_work(by=staff, at=timezone.now())
        text = ngettext(
            "%(count)s piece of work is tried again.", "%(count)s pieces of work are tried again.", count
        )
        messages.success(request, text % {"count": count} if count else _("Nothing was parked any more."))
        return redirect("secretariat:parked")
    context = {"postings": find_parked_postings(), "mails": find_parked_mail()}
    return render(request, "secretariat/parked.html", context)


def show_rebuild(request: HttpRequest) -> HttpResponse:
    """Show how far a rebuild of all suggestions is; POST begins one, or has what failed tried again."""
    staff, now = staff_of(request), timezone.now()
    if request.method == "POST":
        if request.POST.get("step") == "retry":
            retry_failed_rebuild(by=staff, at=now)
        elif Generation.objects.serving().exists():
            begin_rebuild(by=staff, at=now)
        return redirect("secretariat:rebuild")
    texts = count_live_texts()
    context = {
        "progress": find_progress(at=now),
        "serving": Generation.objects.serving().first(),
        "texts": texts,
        "can_refit": can_refit(texts),
    }
    template = (
        "secretariat/_rebuild.html" if request.headers.get("HX-Request") else "secretariat/rebuild.html"
    )
    return render(request, template, context)


DECISION_TABS = ("", "introduce", "accepted", "dismissed", "ended")


def list_decisions(request: HttpRequest) -> HttpResponse:
    staff_of(request)
    wanted = request.GET.get("show", "")
    rows = Decision.objects.for_cards().newest_first()
    if wanted == "introduce":
        rows = rows.filter(pk__in=find_unintroduced().values("pk"))
    elif wanted == "ended":
        rows = rows.filter(ended_at__isnull=False)
    elif wanted in {"accepted", "dismissed"}:
        rows = rows.standing().filter(verdict=wanted)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "secretariat/decisions.html",
        {"page": page, "show": wanted if wanted in DECISION_TABS else ""},
    )
