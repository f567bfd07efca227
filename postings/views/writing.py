"""Writing a posting: nothing typed is lost, whether it can be stored, was overtaken, or is only being shown in another language."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.views.typed import show_again
from directory.models import Institution
from jobs.core.days import day_of_record, local_day
from postings.choices import Status
from postings.forms import PostingForm, clean_input, find_differences
from postings.models import Posting
from postings.services import (
    IncompletePosting,
    StaleRevision,
    TransitionNotAllowed,
    apply_transition,
    edit_posting,
)
from postings.views.base import PostingView
from postings.workflow import Actor

SEND = "_send"


class PostingWritingView(PostingView):
    """What creating and editing share. The input is built into a form of the person's own institutions."""

    template = "form"
    form_class: ClassVar[type[PostingForm]]

    def institutions(self, posting: Posting) -> Iterable[Institution]:
        """List the person's own; for the secretariat any that is open, where it posts on behalf."""
        access = self.access
        own = access.writer_institution_ids | access.focal_institution_ids
        rows = Institution.objects.for_list()
        if access.is_secretariat and (posting.pk is None or posting.on_behalf):
            return sorted(
                rows.open(day_of_record(timezone.now())),
                key=lambda institution: institution.pk not in own,
            )
        return sorted(
            rows.filter(pk__in=own),
            key=lambda row: row.pk not in access.writer_institution_ids,
        )

    def build(
        self,
        data: QueryDict | None,
        posting: Posting,
        **options: Any,  # noqa: ANN401 (of the form)
    ) -> PostingForm:
        return self.form_class(
            data,
            instance=posting,
            institutions=self.institutions(posting),
            today=local_day(timezone.now(), timezone.get_current_timezone()),
            **options,
        )

    def show_form(
        self,
        form: PostingForm,
        *,
        status: int = 200,
        **context: Any,  # noqa: ANN401 (of the template)
    ) -> HttpResponse:
        posting = form.instance
        is_stored = posting.pk is not None
        return self.show(
            {
                "form": form,
                "posting": posting if is_stored else None,
                "is_draft": not is_stored or posting.status == Status.DRAFT,
                "may_send": not is_stored
                or posting.status in {Status.DRAFT, Status.RETURNED, Status.EXPIRED},
                "form_action": self.request.path
                if is_stored
                else f"{self.request.path}?key={form['form_key'].value()}",
                **context,
            },
            status=status,
        )

    def show_as_typed(
        self,
        typed: QueryDict,
        posting: Posting,
        **context: Any,  # noqa: ANN401 (of the template)
    ) -> HttpResponse:
        form = show_again(self.build(None, posting), clean_input(typed)[0])
        return self.show_form(form, **context)

    def finish(self, posting: Posting, form: PostingForm) -> HttpResponse:
        """Say that it is saved and what was taken out, and send for endorsement where that was the button."""
        for name in form.touched_fields():
            messages.warning(
                self.request,
                _(
                    "“%(field)s” contained a character that cannot be stored. It has been taken out and the rest kept.",
                )
                % {"field": form.fields[name].label},
            )
        if SEND in self.request.POST:
            return self._send(posting)
        if posting.unstored_input:
            messages.warning(
                self.request,
                _("The draft is saved. Some entries need a correction; they are marked below."),
            )
        else:
            messages.success(self.request, _("Saved."))
        if posting.status == Status.DRAFT:
            return redirect(f"{posting.url_namespace}:edit", posting.reference)
        return redirect(posting)

    def _send(self, posting: Posting) -> HttpResponse:
        try:
            posting = apply_transition(posting, "submit", by=self.person, at=timezone.now())
        except IncompletePosting:
            return self.show_gaps(posting)
        except TransitionNotAllowed:
            messages.info(
                self.request,
                _("The posting is saved. It had already been sent, or cannot be sent by you."),
            )
        else:
            messages.success(
                self.request,
                _("Sent for endorsement. The focal point has been told.")
                if posting.ball is Actor.FOCAL_POINT
                else _("Sent for endorsement. No focal point can endorse it; the secretariat has been told."),
            )
        return redirect(posting)

    def edit(self, form: PostingForm, *, revision: int) -> HttpResponse:
        posting, before = form.instance, form.instance.status
        posting.unstored_input = form.unstored()
        try:
            posting = edit_posting(
                posting,
                expected_revision=revision,
                words=form.words(),
                relations=form.relations(),
                by=self.person,
                at=timezone.now(),
            )
        except StaleRevision as stale:
            return self._show_overtaken(form, stale.current)
        if posting.status != before:
            messages.info(self.request, _("The change needs a new endorsement."))
        return self.finish(posting, form)

    def _show_overtaken(self, form: PostingForm, current: Posting) -> HttpResponse:
        """Compare with what somebody saved in between. The same words twice (a double click) are no conflict."""
        differences = find_differences(mine=form, theirs=self.build(None, current))
        if not differences:
            messages.info(self.request, _("This was already saved."))
            return redirect(current)
        data = QueryDict(mutable=True)
        data.update(form.data)
        data["revision"] = str(current.revision)
        self.request.path = reverse(f"{current.url_namespace}:edit", args=[current.reference])
        return self.show_as_typed(
            data,
            current,
            status=409,
            differences=differences,
            **self.last_change(current),
        )
