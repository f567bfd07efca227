"""Writing a posting: nothing typed is lost, whether it can be stored, was overtaken, or is only being shown in another language."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from accounts.services import take_kept_form
from directory.models import Institution
from postings.choices import PostingLanguage, Status
from postings.forms import PostingForm, find_differences
from postings.forms.posting import initial_relations
from postings.models import Posting
from postings.services import (
    VALIDITY,
    IncompletePosting,
    StaleRevision,
    TransitionNotAllowed,
    apply_transition,
    copy_posting,
    create_posting,
    edit_posting,
)
from postings.views.base import PostingView

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
            return sorted(rows.open(timezone.now().date()), key=lambda institution: institution.pk not in own)
        return sorted(rows.filter(pk__in=own), key=lambda row: row.pk not in access.writer_institution_ids)

    def build(self, data: QueryDict | None, posting: Posting, **options: Any) -> PostingForm:  # noqa: ANN401 (of the form)
        return self.form_class(
            data, instance=posting, institutions=self.institutions(posting), today=timezone.now().date(), **options,
        )

    def show_form(self, form: PostingForm, *, status: int = 200, **context: Any) -> HttpResponse:  # noqa: ANN401 (of the template)
        posting = form.instance
        is_stored = posting.pk is not None
        return self.show({
            "form": form,
            "posting": posting if is_stored else None,
            "is_draft": not is_stored or posting.status == Status.DRAFT,
            "may_send": not is_stored or posting.status in {Status.DRAFT, Status.RETURNED, Status.EXPIRED},
            "form_action": self.request.path,
            **context,
        }, status=status)

    def take_kept(self) -> QueryDict | None:
        key = self.request.GET.get("kept", "")
        return take_kept_form(key=key, user=self.person, at=timezone.now()) if key else None

    def show_as_typed(self, data: QueryDict, posting: Posting, **context: Any) -> HttpResponse:  # noqa: ANN401 (of the template)
        return self.show_form(self.build(data, posting, judged=False), **context)

    def finish(self, posting: Posting, form: PostingForm) -> HttpResponse:
        """Say that it is saved and what was taken out, and send for endorsement where that was the button."""
        for name in form.touched_fields():
            messages.warning(self.request, _(
                "“%(field)s” contained a character that cannot be stored. It has been taken out and the rest kept.",
            ) % {"field": form.fields[name].label})
        if SEND in self.request.POST:
            return self._send(posting)
        if posting.unstored_input:
            messages.warning(self.request, _("The draft is saved. Some entries need a correction; they are marked below."))
        else:
            messages.success(self.request, _("Saved."))
        if posting.status == Status.DRAFT:
            return redirect(f"{posting.url_namespace}:edit", posting.reference)
        return redirect(posting)

    def _send(self, posting: Posting) -> HttpResponse:
        try:
            posting = apply_transition(posting, "submit", by=self.person, at=timezone.now())
        except IncompletePosting as incomplete:
            for message in incomplete.errors.values():
                messages.error(self.request, str(message))
            return redirect(f"{posting.url_namespace}:edit", posting.reference)
        except TransitionNotAllowed:
            messages.info(self.request, _("The posting is saved. It had already been sent, or cannot be sent by you."))
        else:
            messages.success(self.request, _("Sent for endorsement. The focal point has been told."))
        return redirect(posting)

    def edit(self, form: PostingForm, *, revision: int) -> HttpResponse:
        posting, before = form.instance, form.instance.status
        posting.unstored_input = form.unstored()
        try:
            posting = edit_posting(
                posting, expected_revision=revision, words=form.words(), relations=form.relations(),
                by=self.person, at=timezone.now(),
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
        last = AuditEntry.objects.filter(subject=current.reference).select_related("actor").order_by("-at", "-pk").first()
        self.request.path = reverse(f"{current.url_namespace}:edit", args=[current.reference])
        return self.show_as_typed(
            data, current, status=409, differences=differences, changed_by=last.actor if last else None,
            changed_at=current.updated_at,
        )


class PostingCreateView(PostingWritingView):
    def get(self, request: HttpRequest) -> HttpResponse:
        self._require_writer()
        kept = self.take_kept()
        if kept is not None:
            return self.show_as_typed(kept, self.model(), is_kept=True)
        source = self._find_source()
        if source is not None:
            return self._show_copy(source)
        form = self.build(None, self.model(), initial=self._defaults())
        return self.show_form(form, lost_kept="kept" in request.GET, copyable=self._copyable())

    def post(self, request: HttpRequest) -> HttpResponse:
        self._require_writer()
        if language := self.switched_language():
            self.switch_to(language)
            return self.show_as_typed(request.POST, self.model())
        made = self._find_made(request.POST)
        form = self.build(request.POST, made or self.model(), complete=SEND in request.POST)
        if made is not None:
            form.is_valid()
            return self.edit(form, revision=1) if self._may_store(form) else self.show_form(form, status=422)
        if not form.is_valid() and form.complete:
            return self.show_form(form, status=422)
        return self._create(form)

    def _create(self, form: PostingForm) -> HttpResponse:
        posting = form.instance
        posting.unstored_input = form.unstored()
        posting.form_key = form.cleaned_data.get("form_key") or uuid.uuid4()
        own = self.access.writer_institution_ids | self.access.focal_institution_ids
        try:
            posting = create_posting(
                posting, words=form.words(), relations=form.relations(), by=self.person, at=timezone.now(),
                on_behalf=posting.institution_id not in own,
            )
        except IntegrityError:
            made = self.model.objects.editable_by(self.person).filter(form_key=posting.form_key).first()
            if made is None:
                raise
            return redirect(made)
        return self.finish(posting, form)

    def _may_store(self, form: PostingForm) -> bool:
        return not form.errors or not form.complete

    def _find_made(self, data: Mapping[str, str]) -> Posting | None:
        """Find what this very form made before: sent again, the form edits it."""
        try:
            key = uuid.UUID(data.get("form_key", ""))
        except ValueError:
            return None
        return self.model.objects.editable_by(self.person).filter(form_key=key, created_by=self.person).first()

    def _require_writer(self) -> None:
        access = self.access
        if not access.may_write or not (
            access.writer_institution_ids or access.focal_institution_ids or access.is_secretariat
        ):
            raise PermissionDenied

    def _find_source(self) -> Posting | None:
        reference = self.request.GET.get("copy", "")
        return self.find(self.model.objects.owned_by(self.person), reference) if reference else None

    def _show_copy(self, source: Posting) -> HttpResponse:
        copy, words, relations = copy_posting(source)
        initial = {**words, **initial_relations(relations), **self._basic_defaults()}
        return self.show_form(self.build(None, copy, initial=initial), copied_from=source)

    def _copyable(self) -> list[Posting]:
        return list(self.model.objects.owned_by(self.person).order_by("-updated_at").for_list()[:10])

    def _basic_defaults(self) -> dict[str, Any]:
        return {"expires_on": timezone.now().date() + VALIDITY, "form_key": uuid.uuid4(), "revision": None}

    def _defaults(self) -> dict[str, Any]:
        """Begin with twelve months, the working languages of one's own country, and the address one signs in with."""
        person = self.person
        own = Institution.objects.filter(pk__in=self.access.writer_institution_ids).select_related("country").first()
        spoken = own.country.working_languages or own.country.official_languages if own and own.country else []
        known = [language for language in spoken if language in PostingLanguage.values]
        return self._basic_defaults() | {
            "original_language": (get_language() or "en")[:2],
            "working_languages": known or [person.language],
            "institution": own.code if own else "",
            "contact_name": person.full_name,
            "contact_email": (own.contact_email if own else "") or person.email,
        }


class PostingEditView(PostingWritingView):
    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        posting = self.find(self.model.objects.editable_by(request.user), reference)
        kept = self.take_kept()
        if kept is not None:
            return self.show_as_typed(kept, posting, is_kept=True)
        return self.show_form(self._reshow(posting), lost_kept="kept" in request.GET)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        posting = self.find(self.model.objects.editable_by(request.user), reference)
        if language := self.switched_language():
            self.switch_to(language)
            return self.show_as_typed(request.POST, posting)
        complete = SEND in request.POST or posting.status != Status.DRAFT
        form = self.build(request.POST, posting, complete=complete)
        if not form.is_valid() and complete:
            return self.show_form(form, status=422)
        return self.edit(form, revision=form.cleaned_data.get("revision") or 0)

    def _reshow(self, posting: Posting) -> PostingForm:
        """Show the stored form; what a draft could not store stands where it was typed, with its error."""
        form = self.build(None, posting)
        if not posting.unstored_input:
            return form
        data = form.as_input()
        for name, values in posting.unstored_input.items():
            data.setlist(name, values)
        return self.build(data, posting, complete=False)
