import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language

from directory.models import Institution
from postings.choices import PostingLanguage
from postings.forms import PostingForm, initial_relations
from postings.models import Posting
from postings.services import VALIDITY, copy_posting, create_posting
from postings.views.writing import SEND, PostingWritingView


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
        posting.form_key = self._free_key(form)
        own = self.access.writer_institution_ids | self.access.focal_institution_ids
        try:
            posting = create_posting(
                posting,
                words=form.words(),
                relations=form.relations(),
                by=self.person,
                at=timezone.now(),
                on_behalf=posting.institution_id not in own,
            )
        except IntegrityError:
            made = self.model.objects.editable_by(self.person).filter(form_key=posting.form_key).first()
            if made is None:
                raise
            return redirect(made)
        return self.finish(posting, form)

    def _free_key(self, form: PostingForm) -> uuid.UUID:
        """Take the form's key, or a new one where the posting it made can no longer be edited.

        A posting made by the same click a moment ago keeps its key, so that this second one is refused.
        """
        key: uuid.UUID | None = form.cleaned_data.get("form_key")
        made = self.model.objects.filter(form_key=key)
        if key is None or (made.exists() and not made.editable_by(self.person).exists()):
            return uuid.uuid4()
        return key

    def _may_store(self, form: PostingForm) -> bool:
        return not form.errors or not form.complete

    def _find_made(self, data: Mapping[str, str]) -> Posting | None:
        """Find what this very form made before: sent again, the form edits it."""
        try:
            key = uuid.UUID(data.get("form_key", ""))
        except ValueError:
            return None
        return (
            self.model.objects.editable_by(self.person).filter(form_key=key, created_by=self.person).first()
        )

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
        return {
            "expires_on": timezone.now().date() + VALIDITY,
            "form_key": uuid.uuid4(),
            "revision": None,
        }

    def _defaults(self) -> dict[str, Any]:
        """Begin with twelve months, the working languages of one's own country, and the address one signs in with."""
        person = self.person
        own = (
            Institution.objects.filter(pk__in=self.access.writer_institution_ids)
            .select_related("country")
            .first()
        )
        spoken = (
            own.country.working_languages or own.country.official_languages if own and own.country else []
        )
        known = [language for language in spoken if language in PostingLanguage.values]
        return self._basic_defaults() | {
            "original_language": (get_language() or "en")[:2],
            "working_languages": known or [person.language],
            "institution": own.code if own else "",
            "contact_name": person.full_name,
            "contact_email": (own.contact_email if own else "") or person.email,
        }
