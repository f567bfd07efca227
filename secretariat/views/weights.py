"""The weights of the next generation of matching, and a new generation with the thesaurus as it is now."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import AuditEntry, User
from accounts.views.typed import show_again, typed_before
from matching.models import Generation
from matching.services import (
    WeightsChanged,
    WeightsUnchanged,
    next_generation,
    preview_weights,
    weights_of,
)
from secretariat.forms import SAVE, WeightsForm
from secretariat.services import refit_matching, save_weights
from secretariat.views.base import staff_of


def edit_weights(request: HttpRequest) -> HttpResponse:
    """Show what other weights would change, then save exactly these."""
    staff = staff_of(request)
    if not Generation.objects.serving().exists():
        return render(request, "secretariat/weights.html")
    latest = next_generation()
    now: dict[str, Any] = {"now": weights_of(latest), "seen": latest.number}
    typed = typed_before(request)
    if typed is not None:
        return _show(request, show_again(WeightsForm(**now), typed), latest)
    step = request.POST.get("step", "")
    form = WeightsForm(request.POST or None, step=step, **now)
    if not form.is_valid() or step != SAVE:
        return _show(request, form, latest)
    if request.POST.get("previewed") != form.signature:
        form.add_error(
            None, _("These are other weights than those shown. Look at what would change, then save.")
        )
        return _show(request, form, latest)
    return _save(request, form, staff)


def _save(request: HttpRequest, form: WeightsForm, staff: User) -> HttpResponse:
    seen, why = form.cleaned_data["seen"], form.cleaned_data["why"]
    try:
        generation = save_weights(weights=form.weights, seen=seen, why=why, by=staff, at=timezone.now())
    except WeightsUnchanged:
        form.add_error(None, _("These are the present weights: nothing would change."))
        return _show(request, form, next_generation())
    except WeightsChanged:
        return _show_changed(request)
    text = _("Saved. %(generation)s is being built with these weights.")
    messages.success(request, text % {"generation": generation})
    return redirect("secretariat:rebuild")


def _show_changed(request: HttpRequest) -> HttpResponse:
    """Show what was typed beside what somebody else saved; the next save goes over it knowingly."""
    latest = next_generation()
    data = request.POST.copy()
    data["seen"] = str(latest.number)
    form = WeightsForm(data, now=weights_of(latest), seen=latest.number)
    form.add_error(None, _("Somebody else changed the weights in between. Compare both, then save again."))
    entry = AuditEntry.objects.filter(action="matching.weights").order_by("-at", "-pk").first()
    return _show(request, form, latest, entry)


def _show(
    request: HttpRequest, form: WeightsForm, latest: Generation, entry: AuditEntry | None = None
) -> HttpResponse:
    # A preview does without a reason, but what is saved after it does not.
    form.fields["why"].required = True
    status = 422 if form.is_bound and form.errors else 200
    previews = preview_weights(weights=form.weights) if form.has_weights else None
    context = {
        "form": form,
        "latest": latest,
        "entry": entry,
        "previews": previews,
        "changed": sum(preview.changes for preview in previews or []),
    }
    return render(request, "secretariat/weights.html", context, status=status)


@require_POST
def begin_refit(request: HttpRequest) -> HttpResponse:
    staff = staff_of(request)
    try:
        generation = refit_matching(by=staff, at=timezone.now())
    except Generation.DoesNotExist:
        messages.warning(request, _("No reference data are loaded yet, so that nothing can be matched."))
    else:
        text = _("%(generation)s is being built with the thesaurus as it is now.")
        messages.success(request, text % {"generation": generation})
    return redirect("secretariat:rebuild")
