"""Postings that wait for the secretariat: to be published, or looked at after a change."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.views.typed import typed_before
from postings.charts import say_text_notes
from postings.choices import Status
from postings.forms import StepForm
from postings.models import Posting, PostingText
from postings.services import (
    CommentRequired,
    IncompletePosting,
    TransitionNotAllowed,
    apply_transition,
    find_transitions,
    review_changes,
)
from postings.workflow import TRANSITIONS, Actor
from secretariat.charts import tell_edits
from secretariat.services import Queue, count_queues, find_changes, find_posting, find_queue, load_items
from secretariat.views.base import PAGE_SIZE, staff_of

# The steps of a review, with what is said when they are taken; the others stand on the posting's own page.
STEPS = {
    "publish": _("%(reference)s is published."),
    "return": _("%(reference)s is returned to its owner."),
    "stand_in": _("%(reference)s is endorsed. A colleague of yours publishes it."),
}


def list_queue(request: HttpRequest, queue: str = Queue.PUBLISH) -> HttpResponse:
    staff, now = staff_of(request), timezone.now()
    if queue not in set(Queue):
        raise Http404
    page = Paginator(find_queue(Queue(queue), user=staff, at=now), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "queue": queue,
        "page": page,
        "postings": load_items(page),
        "counts": count_queues(user=staff, at=now),
    }
    return render(request, "secretariat/queue.html", context)


def show_review(request: HttpRequest, reference: str) -> HttpResponse:
    staff = staff_of(request)
    posting, typed = _find(staff, reference), typed_before(request)
    return _show(request, staff, posting, comment=typed.get("comment", "") if typed else "")


@require_POST
def take_step(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish or return, by the button; a step that was taken meanwhile is calmly said to be."""
    staff = staff_of(request)
    posting = _find(staff, reference)
    typed = typed_before(request)
    if typed is not None:
        return _show(request, staff, posting, comment=typed.get("comment", ""))
    name = request.POST.get("step", "")
    if name not in STEPS:
        raise Http404
    form = StepForm(TRANSITIONS[name], request.POST)
    if not form.is_valid():
        return _show(request, staff, posting, form=form, status=422)
    if request.POST.get("revision") != str(posting.revision):
        messages.warning(
            request, _("The posting has changed since you opened it. Look at it again before you decide.")
        )
        return _show(request, staff, posting, comment=form.cleaned_data["comment"], status=409)
    queue = _queue_of(posting)
    try:
        apply_transition(posting, name, by=staff, at=timezone.now(), comment=form.cleaned_data["comment"])
    except CommentRequired:
        return _show(request, staff, posting, form=form, status=422)
    except TransitionNotAllowed as refused:
        return _say_refused(request, staff, posting, form, refused)
    messages.success(request, STEPS[name] % {"reference": posting.reference})
    return _go_on(staff, queue)


def _say_refused(
    request: HttpRequest, staff: User, posting: Posting, form: StepForm, refused: TransitionNotAllowed
) -> HttpResponse:
    if isinstance(refused, IncompletePosting):
        for message in refused.errors.values():
            messages.error(request, str(message))
        return _show(request, staff, posting, comment=form.cleaned_data["comment"], status=409)
    messages.info(
        request,
        _("Nothing was done: the posting is no longer waiting, or this step is not yours to take."),
    )
    return redirect("secretariat:review", posting.reference)


@require_POST
def mark_reviewed(request: HttpRequest, reference: str) -> HttpResponse:
    staff = staff_of(request)
    posting = _find(staff, reference)
    if request.POST.get("revision") != str(posting.revision):
        messages.warning(
            request, _("The posting has changed since you opened it. Look at it again before you decide.")
        )
        return redirect("secretariat:review", posting.reference)
    if posting.changed_since_review:
        review_changes(posting, by=staff, at=timezone.now())
    messages.success(
        request, _("The changes of %(reference)s are marked as reviewed.") % {"reference": posting.reference}
    )
    return _go_on(staff, Queue.CHANGED)


def _go_on(staff: User, queue: Queue) -> HttpResponse:
    following = next(iter(find_queue(queue, user=staff, at=timezone.now())), None)
    if following is None:
        return redirect("secretariat:queue", queue)
    return redirect("secretariat:review", following.reference)


def _queue_of(posting: Posting) -> Queue:
    if posting.status == Status.SUBMITTED:
        return Queue.STRANDED if posting.ball is Actor.SECRETARIAT else Queue.WAITING
    return Queue.PUBLISH if posting.status == Status.ENDORSED else Queue.CHANGED


def _find(staff: User, reference: str) -> Posting:
    posting = find_posting(staff, reference)
    if posting is None:
        raise Http404
    return posting


def _show(
    request: HttpRequest,
    staff: User,
    posting: Posting,
    *,
    form: StepForm | None = None,
    comment: str = "",
    status: int = 200,
) -> HttpResponse:
    queue = _queue_of(posting)
    waiting = find_queue(queue, user=staff, at=timezone.now())
    context = {
        "posting": posting,
        "kind": posting._meta.model_name,
        "texts": _texts(posting),
        "text_notes": say_text_notes(posting),
        "steps": STEPS.keys() & {step.name for step in find_transitions(posting, staff)},
        "form": form or StepForm(TRANSITIONS["publish"], initial={"comment": comment}),
        "edits": tell_edits(posting, find_changes(posting)) if posting.changed_since_review else [],
        "history": [
            {"label": TRANSITIONS[change.transition].done, "change": change}
            for change in posting.status_changes.select_related("by")
        ],
        "queue": queue,
        "waiting": load_items(waiting[:8]),
        "waiting_count": len(waiting),
    }
    return render(request, "secretariat/review.html", context, status=status)


def _texts(posting: Posting) -> list[PostingText]:
    """The original first, then the translation in the reader's language, or whichever there is."""
    others = [text for text in posting.texts.all() if text.language != posting.original_language]
    reader = (get_language() or "en")[:2]
    others.sort(key=lambda text: (text.language != reader, text.language))
    original = posting.original_text
    return [text for text in (original, *others[:1]) if text is not None]
