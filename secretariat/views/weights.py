"""The weights of the next generation of matching, and a new generation with the thesaurus as it is now."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import AuditEntry, User
from accounts.views.typed import show_again, typed_before
from matching.models import Generation, Preview
from matching.services import (
    LiveTexts,
    NeedPreview,
    WeightsChanged,
    WeightsUnchanged,
    ask_preview,
    count_live_texts,
    find_preview,
    next_generation,
    preview_weights,
    show_preview,
    takes_long,
    weights_of,
)
from secretariat.forms import SAVE, WeightsForm
from secretariat.services import TooFewTexts, refit_matching, save_weights
from secretariat.views.base import staff_of

# In the address of a page whose preview is, or was, left to a worker.
ASKED = "preview"


def edit_weights(request: HttpRequest) -> HttpResponse:
    """Show what other weights would change, then save exactly these."""
    staff = staff_of(request)
    if not Generation.objects.serving().exists():
        return render(request, "secretariat/weights.html")
    latest = next_generation()
    now: dict[str, Any] = {"now": weights_of(latest), "seen": latest.number}
    typed = typed_before(request)
    if typed is not None:
        return _show(request, staff, show_again(WeightsForm(**now), typed), latest)
    step = request.POST.get("step", "")
    form = WeightsForm(request.POST or _asked_before(request, staff), step=step, **now)
    if not form.is_valid() or step != SAVE:
        if request.method == "POST" and form.is_valid() and takes_long(form.weights):
            return _ask(form, staff)
        return _show(request, staff, form, latest)
    if request.POST.get("previewed") != form.signature:
        form.add_error(
            None, _("These are other weights than those shown. Look at what would change, then save.")
        )
        return _show(request, staff, form, latest)
    return _save(request, form, staff)


def _asked_before(request: HttpRequest, staff: User) -> dict[str, Any] | None:
    """Give the form as it was when a preview was left to a worker."""
    asked = find_preview(by=staff) if ASKED in request.GET else None
    return {**asked.weights, "why": asked.why, "seen": asked.seen} if asked else None


def _ask(form: WeightsForm, staff: User) -> HttpResponse:
    seen, why = form.cleaned_data["seen"], form.cleaned_data["why"]
    ask_preview(weights=form.weights, seen=seen, why=why, by=staff, at=timezone.now())
    return redirect(f"{reverse('secretariat:weights')}?{ASKED}=1#preview")


def _save(request: HttpRequest, form: WeightsForm, staff: User) -> HttpResponse:
    seen, why = form.cleaned_data["seen"], form.cleaned_data["why"]
    try:
        generation = save_weights(weights=form.weights, seen=seen, why=why, by=staff, at=timezone.now())
    except WeightsUnchanged:
        form.add_error(None, _("These are the present weights: nothing would change."))
        return _show(request, staff, form, next_generation())
    except WeightsChanged:
        return _show_changed(request, staff)
    text = _("Saved. %(generation)s is being built with these weights.")
    messages.success(request, text % {"generation": generation})
    return redirect("secretariat:rebuild")


def _show_changed(request: HttpRequest, staff: User) -> HttpResponse:
    """Show what was typed beside what somebody else saved; the next save goes over it knowingly."""
    latest = next_generation()
    data = request.POST.copy()
    data["seen"] = str(latest.number)
    form = WeightsForm(data, now=weights_of(latest), seen=latest.number)
    form.add_error(None, _("Somebody else changed the weights in between. Compare both, then save again."))
    entry = AuditEntry.objects.filter(action="matching.weights").order_by("-at", "-pk").first()
    return _show(request, staff, form, latest, entry)


def _show(
    request: HttpRequest, staff: User, form: WeightsForm, latest: Generation, entry: AuditEntry | None = None
) -> HttpResponse:
    # A preview does without a reason, but what is saved after it does not.
    form.fields["why"].required = True
    asked, previews = _preview(form, staff)
    is_part = "HX-Request" in request.headers
    if is_part and asked is not None and previews is None and asked.parked_at is None:
        return HttpResponse(status=204)
    status = 422 if form.is_bound and form.errors else 200
    context = {
        "form": form,
        "latest": latest,
        "entry": entry,
        "asked": asked,
        "kept": None if form.is_bound else find_preview(by=staff),
        "previews": previews,
        "changing": [preview for preview in previews or [] if preview.changes],
        "staying": [preview for preview in previews or [] if not preview.changes],
    }
    template = "secretariat/_preview.html" if is_part else "secretariat/weights.html"
    return render(request, template, context, status=status)


def _preview(form: WeightsForm, staff: User) -> tuple[Preview | None, list[NeedPreview] | None]:
    """Give what was left to a worker, if it was, and what there is to show."""
    if not form.has_weights:
        return None, None
    if not takes_long(form.weights):
        return None, preview_weights(weights=form.weights)
    asked = find_preview(by=staff, weights=form.weights)
    return asked, show_preview(asked) if asked is not None and asked.is_found else None


@require_POST
def begin_refit(request: HttpRequest) -> HttpResponse:
    staff = staff_of(request)
    try:
        generation = refit_matching(by=staff, at=timezone.now())
    except Generation.DoesNotExist:
        messages.warning(request, _("No reference data are loaded yet, so that nothing can be matched."))
    except TooFewTexts:
        messages.warning(request, _say_too_few(count_live_texts()))
    else:
        text = _("%(generation)s is being built with the thesaurus as it is now.")
        messages.success(request, text % {"generation": generation})
    return redirect("secretariat:rebuild")


def _say_too_few(texts: LiveTexts) -> str:
    text = ngettext(
        "Nothing was begun: fitting takes at least %(fewest)s live postings, and there is %(number)s.",
        "Nothing was begun: fitting takes at least %(fewest)s live postings, and there are %(number)s.",
        texts.count,
    )
    return text % {"fewest": texts.fewest, "number": texts.count}
