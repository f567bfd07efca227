from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.views.typed import show_again, typed_before
from postings.forms import StepForm, clean_input
from postings.models import Posting
from postings.services import (
    CommentRequired,
    IncompletePosting,
    TransitionNotAllowed,
    acts_as,
    apply_transition,
    find_transitions,
)
from postings.views.base import PostingView
from postings.workflow import TRANSITIONS, Actor, Transition


class PostingStepView(PostingView):
    """One step of the workflow: GET asks, POST takes it. A step that was already taken is calmly said to be."""

    template = "step"

    def get(self, request: HttpRequest, reference: str, name: str) -> HttpResponse:
        posting, step = self._find_step(reference, name)
        if step not in find_transitions(posting, request.user):
            return self._say_not_now(posting, step)
        return self._show_typed(posting, step) or self._ask(posting, step, StepForm(step))

    def post(self, request: HttpRequest, reference: str, name: str) -> HttpResponse:
        posting, step = self._find_step(reference, name)
        if shown := self._show_typed(posting, step):
            return shown
        form = StepForm(step, request.POST)
        if not form.is_valid():
            return self._ask(posting, step, form, status=422)
        return self._take(posting, step, form)

    def _show_typed(self, posting: Posting, step: Transition) -> HttpResponse | None:
        typed = typed_before(self.request)
        if typed is None:
            return None
        return self._ask(posting, step, show_again(StepForm(step), clean_input(typed)[0]))

    def _take(self, posting: Posting, step: Transition, form: StepForm) -> HttpResponse:
        try:
            posting = apply_transition(
                posting,
                step.name,
                by=self.person,
                at=timezone.now(),
                comment=form.cleaned_data["comment"],
            )
        except IncompletePosting as incomplete:
            return self._show_incomplete(posting, incomplete)
        except CommentRequired:
            form.add_error("comment", str(step.comment_asked))
            return self._ask(posting, step, form, status=422)
        except TransitionNotAllowed:
            return self._say_not_now(posting, step)
        messages.success(
            self.request,
            _("%(step)s. Status now: %(status)s.")
            % {
                "step": step.done,
                "status": posting.get_status_display(),
            },
        )
        return redirect(posting)

    def _show_incomplete(self, posting: Posting, incomplete: IncompletePosting) -> HttpResponse:
        """Who may open the form finds it beside the fields, the others are told it here."""
        if self.model.objects.editable_by(self.person).filter(pk=posting.pk).exists():
            return self.show_gaps(posting)
        for message in incomplete.errors.values():
            messages.error(self.request, str(message))
        return redirect(posting)

    def _find_step(self, reference: str, name: str) -> tuple[Posting, Transition]:
        """Let in who acts on the posting as someone that the table names for the step; the others see it and no more."""
        posting = self.find(self.model.objects.visible_to(self.request.user).for_list(), reference)
        step = TRANSITIONS.get(name)
        if step is None or step.actors == {Actor.SYSTEM}:
            raise Http404
        if not step.actors & self._possible_actors(posting):
            raise PermissionDenied
        return posting, step

    def _possible_actors(self, posting: Posting) -> frozenset[Actor]:
        """Count the secretariat as owner of what it entered, also after the draft: a second click comes then."""
        actors = acts_as(posting, self.request.user)
        return actors | {Actor.OWNER} if posting.on_behalf and Actor.SECRETARIAT in actors else actors

    def _say_not_now(self, posting: Posting, step: Transition) -> HttpResponse:
        posting.refresh_from_db(fields=["status"])
        last = posting.status_changes.order_by("at", "pk").last()
        if last is not None and last.transition == step.name:
            messages.info(
                self.request,
                _("This was already done: %(step)s.") % {"step": step.done},
            )
        else:
            messages.warning(
                self.request,
                _(
                    "“%(step)s” is not possible now, or not for you. Status: %(status)s.",
                )
                % {"step": step.label, "status": posting.get_status_display()},
            )
        return redirect(posting)

    def _ask(self, posting: Posting, step: Transition, form: StepForm, *, status: int = 200) -> HttpResponse:
        return self.show(
            {
                "posting": posting,
                "step": step,
                "form": form,
                "form_action": self.request.path,
            },
            status=status,
        )
