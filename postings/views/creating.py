import uuid
from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language

from accounts.views.typed import typed_before
from directory.models import Institution
from jobs.core.days import local_day
from postings.choices import PostingLanguage, Status
from postings.forms import PostingForm, initial_relations
from postings.models import Posting
from postings.services import VALIDITY, copy_posting, create_posting
from postings.views.writing import SEND, PostingWritingView


class PostingCreateView(PostingWritingView):
    def get(self, request: HttpRequest) -> HttpResponse:
        self._require_writer()
        typed = typed_before(request)
        if typed is not None:
            return self.show_as_typed(typed, self.model())
        key = self._key()
        if key is None or self._is_taken(key):
            return self._name_form()
        made = self._find_made()
        if made is not None:
            page = "edit" if made.status == Status.DRAFT else "detail"
            return redirect(f"{made.url_namespace}:{page}", made.reference)
        source = self._find_source()
        if source is not None:
            return self._show_copy(source)
        form = self.build(None, self.model(), initial=self._defaults())
        return self.show_form(form, copyable=self._copyable())

    def post(self, request: HttpRequest) -> HttpResponse:
        self._require_writer()
        typed = typed_before(request)
        if typed is not None:
            return self.show_as_typed(typed, self.model())
        made = self._find_made()
        is_draft = made is None or made.status == Status.DRAFT
        form = self.build(request.POST, made or self.model(), complete=SEND in request.POST or not is_draft)
        if not form.is_valid() and form.complete:
            return self.show_form(form, status=422)
        return self._create(form) if made is None else self.edit(form, revision=1)

    def _create(self, form: PostingForm) -> HttpResponse:
        posting = form.instance
        posting.unstored_input = form.unstored()
        key = self._key()
        posting.form_key = uuid.uuid4() if key is None or self._is_taken(key) else key
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
            # Another click of the same form was faster.
            made = self._find_made()
            if made is None:
                raise
            return redirect(made)
        return self.finish(posting, form)

    def _name_form(self) -> HttpResponse:
        """Put a key into the address: whoever comes back to it, by the button Back too, comes back to the same form."""
        query = self.request.GET.copy()
        query.pop("kept", None)
        query["key"] = str(uuid.uuid4())
        return redirect(f"{self.request.path}?{query.urlencode()}")

    def _key(self) -> uuid.UUID | None:
        with suppress(ValueError):
            return uuid.UUID(self.request.POST.get("form_key") or self.request.GET.get("key", ""))
        return None

    def _is_taken(self, key: uuid.UUID) -> bool:
        """Whether a posting has the key that this person did not make with it, or can no longer edit."""
        return self.model.objects.filter(form_key=key).exists() and self._find_made() is None

    def _find_made(self) -> Posting | None:
        """Find what this very form made before: sent again, the form edits it."""
        key = self._key()
        own = self.model.objects.editable_by(self.person).filter(created_by=self.person)
        return own.filter(form_key=key).first() if key else None

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
            "expires_on": local_day(timezone.now(), timezone.get_current_timezone()) + VALIDITY,
            "form_key": self._key(),
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
