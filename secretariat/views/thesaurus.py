"""The thesaurus: what the secretariat finds, adds, edits, merges and retires in it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, User
from accounts.views.typed import show_again, typed_before
from mail.choices import Language
from secretariat.charts import name_what_moves
from secretariat.filters import ConceptFilterSet
from secretariat.forms import ConceptForm, MergeChoiceForm, MergeForm, RestoreForm, WhyForm
from secretariat.views.base import PAGE_SIZE, staff_of
from vocabulary.models import Concept
from vocabulary.services import (
    CircularConcept,
    CodeTaken,
    ConceptChanged,
    LabelTaken,
    TakenLabel,
    add_concept,
    merge_concepts,
    plan_merge,
    restore_concept,
    retire_concept,
    subject_of,
    update_concept,
    waiting_codes,
)


def list_concepts(request: HttpRequest) -> HttpResponse:
    staff_of(request)
    filterset = ConceptFilterSet(request.GET, queryset=Concept.objects.all())
    context = {
        "filterset": filterset,
        "page": Paginator(filterset.found(), PAGE_SIZE).get_page(request.GET.get("page")),
        "total": Concept.objects.live().count(),
        "retired": Concept.objects.retired().count(),
        "waiting": len(waiting_codes()),
    }
    return render(request, "secretariat/thesaurus/list.html", context)


def show_concept(request: HttpRequest, code: str) -> HttpResponse:
    staff_of(request)
    concept = get_object_or_404(Concept.objects.select_related("merged_into", "retired_by"), code=code)
    labels = concept.labels
    waiting = waiting_codes()
    context = {
        "concept": concept,
        "terms": [(language, name, labels[language]) for language, name in Language.choices],
        "broader": Concept.objects.live().above(concept).for_list(),
        "narrower": Concept.objects.live().below(concept).for_list(),
        "merged": concept.merged.for_list(),
        "themes": concept.themes.for_list(),
        "goals": concept.goals.order_by("number"),
        "sectors": concept.sectors.order_by("code"),
        "history": AuditEntry.objects.filter(subject=subject_of(code)).order_by("-at", "-pk"),
        "waiting": len(waiting),
        "is_waiting": code in waiting,
    }
    return render(request, "secretariat/thesaurus/concept.html", context)


def edit_concept(request: HttpRequest, code: str = "") -> HttpResponse:
    """Add one, perhaps begun with a word that no concept covers, or change one by its code."""
    staff = staff_of(request)
    concept = get_object_or_404(Concept.objects.select_related("merged_into"), code=code) if code else None
    typed = typed_before(request)
    if concept is not None and concept.retired_at and typed is None and request.method != "POST":
        return redirect("thesaurus:concept", code)
    if typed is not None:
        return _show_form(request, show_again(ConceptForm(concept=concept), typed))
    form = ConceptForm(request.POST or None, concept=concept, initial=_begun(request.GET))
    if form.is_valid():
        try:
            saved = _save(form, staff)
        except LabelTaken as error:
            form.say_taken(error.taken)
        except CircularConcept:
            form.add_error("broader", _("One of them is below this concept already."))
        except CodeTaken:
            form.add_error("code", _("Another concept has that code, perhaps a retired one."))
        except ConceptChanged:
            return _show_changed(request, code)
        else:
            messages.success(request, _("Saved. It takes effect with the next generation of matching."))
            return redirect("thesaurus:concept", saved.code)
    return _show_form(request, form)


def _begun(asked: QueryDict) -> dict[str, str]:
    language = asked.get("language", "")
    return {f"preferred_{language}": asked.get("term", "")[:200]} if language in Language.values else {}


def _save(form: ConceptForm, staff: User) -> Concept:
    why, at = form.cleaned_data["why"], timezone.now()
    if form.concept is None:
        return add_concept(row=form.as_row(), by=staff, at=at, why=why)
    return update_concept(
        concept=form.concept,
        row=form.as_row(),
        revision=form.cleaned_data["revision"] or 0,
        by=staff,
        at=at,
        why=why,
    )


def _show_form(request: HttpRequest, form: ConceptForm, **more: object) -> HttpResponse:
    context = {"form": form, "concept": form.concept, **more}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "secretariat/thesaurus/form.html", context, status=status)


def _show_changed(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was typed beside what somebody else saved; the next save goes over it knowingly."""
    concept = get_object_or_404(Concept.objects.select_related("merged_into"), code=code)
    if concept.retired_at:
        form = ConceptForm(request.POST, concept=concept)
        form.add_error(None, _("Nothing was saved: bring the concept back first, then save again."))
        return _show_form(request, form)
    data = request.POST.copy()
    data["revision"] = str(concept.revision)
    form = ConceptForm(data, concept=concept)
    form.add_error(None, _("Somebody else saved this concept in between. Compare both, then save again."))
    entry = AuditEntry.objects.filter(subject=subject_of(code)).order_by("-at", "-pk").first()
    return _show_form(request, form, entry=entry)


def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the concept that stays, see what it gains, then merge."""
    staff = staff_of(request)
    concept = get_object_or_404(Concept, code=code)
    if concept.retired_at:
        return _say_overtaken(request, concept)
    typed = typed_before(request)
    asked = typed or (request.POST if request.method == "POST" else request.GET)
    choice = MergeChoiceForm(asked if "into" in asked else None)
    if not choice.is_valid():
        return _show_merge(request, concept, choice)
    stays: Concept = choice.cleaned_data["into"]
    if stays.pk == concept.pk:
        choice.add_error("into", _("That is this concept itself."))
        return _show_merge(request, concept, choice)
    seen = {"into": stays.code, "revision": concept.revision, "into_revision": stays.revision}
    if typed is not None:
        return _show_merge(request, concept, choice, show_again(MergeForm(initial=seen), typed))
    form = MergeForm(request.POST if "why" in request.POST else None, initial=seen)
    if form.is_valid():
        try:
            merge_concepts(
                goes=concept,
                stays=stays,
                revisions=(form.cleaned_data["revision"], form.cleaned_data["into_revision"]),
                why=form.cleaned_data["why"],
                by=staff,
                at=timezone.now(),
            )
        except ConceptChanged:
            form = MergeForm({**seen, "why": form.cleaned_data["why"]})
            form.add_error(None, _("Somebody changed one of the two in between. Look again at what moves."))
        else:
            messages.success(request, _("Merged. It takes effect with the next generation of matching."))
            return redirect("thesaurus:concept", stays.code)
    return _show_merge(request, concept, choice, form)


def _show_merge(
    request: HttpRequest, concept: Concept, choice: MergeChoiceForm, form: MergeForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"concept": concept, "choice": choice, "form": form or choice}
    if form is not None:
        stays = choice.cleaned_data["into"]
        plan = plan_merge(goes=concept, stays=stays)
        context |= {
            "stays": stays,
            "moving": name_what_moves(plan),
            "terms": [(language, name, plan.terms[language]) for language, name in Language.choices],
        }
    status = 422 if context["form"].is_bound and context["form"].errors else 200
    return render(request, "secretariat/thesaurus/merge.html", context, status=status)


def retire(request: HttpRequest, code: str) -> HttpResponse:
    staff = staff_of(request)
    concept = get_object_or_404(Concept, code=code)
    if concept.retired_at:
        return _say_overtaken(request, concept)
    initial = {"revision": concept.revision}
    typed = typed_before(request)
    form = WhyForm(None if typed else request.POST or None, initial=initial)
    if typed is not None:
        show_again(form, typed)
    elif form.is_valid():
        try:
            retire_concept(concept=concept, **form.cleaned_data, by=staff, at=timezone.now())
        except ConceptChanged:
            form = WhyForm({**initial, "why": form.cleaned_data["why"]})
            form.add_error(None, _("Somebody changed the concept in between. Look at it again."))
        else:
            messages.success(request, _("Retired. It takes effect with the next generation of matching."))
            return redirect("thesaurus:concept", concept.code)
    return _show_step(request, concept, form, "retire")


def restore(request: HttpRequest, code: str) -> HttpResponse:
    staff = staff_of(request)
    concept = get_object_or_404(Concept, code=code)
    if not concept.retired_at:
        return _say_overtaken(request, concept)
    typed = typed_before(request)
    initial, holder = {"revision": concept.revision}, concept.merged_into
    form = RestoreForm(
        None if typed else request.POST or None, initial=initial, holder=holder.name if holder else ""
    )
    if typed is not None:
        show_again(form, typed)
    elif form.is_valid():
        why, takes_back = form.cleaned_data["why"], form.cleaned_data.get("takes_back", False)
        try:
            restore_concept(concept=concept, why=why, takes_back=takes_back, by=staff, at=timezone.now())
        except LabelTaken as error:
            for one in error.taken:
                form.add_error(None, _say_held(one))
        except ConceptChanged:
            return _say_overtaken(request, concept)
        else:
            messages.success(
                request, _("Brought back. It takes effect with the next generation of matching.")
            )
            return redirect("thesaurus:concept", concept.code)
    return _show_step(request, concept, form, "restore")


def _say_held(one: TakenLabel) -> str:
    text = _("“%(term)s” (%(language)s) is a term of the concept %(code)s by now: take it out there first.")
    return text % {"term": one.label, "language": Language(one.language).label, "code": one.holder}


def _say_overtaken(request: HttpRequest, concept: Concept) -> HttpResponse:
    """Lead to the concept where somebody else was faster, or an old link led here; the page says how it stands."""
    messages.info(request, _("Nothing was done: somebody else was faster. This is how the concept stands."))
    return redirect("thesaurus:concept", concept.code)


def _show_step(request: HttpRequest, concept: Concept, form: WhyForm, step: str) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context = {"concept": concept, "form": form, "step": step}
    return render(request, "secretariat/thesaurus/step.html", context, status=status)
