from typing import Any, ClassVar, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.views.typed import show_again, typed_before
from postings.choices import Origin, PostingLanguage
from postings.forms import PostingWords, clean_input, find_differences
from postings.models import Posting, PostingText
from postings.services import StaleRevision, save_translation
from postings.views.base import PostingView


class PostingTranslationView(PostingView):
    """A person's own translation, beside the original that it translates."""

    template = "translation"
    form_class: ClassVar[type[PostingWords]] = PostingWords

    def get(self, request: HttpRequest, reference: str, language: str) -> HttpResponse:
        posting, text = self._find(reference, language)
        typed = typed_before(request)
        if typed is not None:
            return self._show_again(posting, text, typed, language)
        return self._show(posting, text, self._stored(posting, text), language)

    def post(self, request: HttpRequest, reference: str, language: str) -> HttpResponse:
        posting, text = self._find(reference, language)
        typed = typed_before(request)
        if typed is not None:
            return self._show_again(posting, text, typed, language)
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._show(posting, text, form, language, status=422)
        words = dict(form.cleaned_data)
        revision = words.pop("revision") or 0
        try:
            save_translation(
                posting,
                language=language,
                words=words,
                revision=revision,
                by=self.person,
                at=timezone.now(),
            )
        except StaleRevision as stale:
            return self._show_overtaken(form, stale.current, language)
        messages.success(request, _("The translation is saved."))
        return redirect(f"{posting.get_absolute_url()}?lang={language}")

    def _show_overtaken(self, form: PostingWords, current: Posting, language: str) -> HttpResponse:
        """Compare with the translation that stands now; the same words twice (a double click) are no conflict."""
        current, text = self._find(current.reference, language)
        differences = find_differences(mine=form, theirs=self._stored(current, text))
        if not differences:
            messages.info(self.request, _("This was already saved."))
            return redirect(f"{current.get_absolute_url()}?lang={language}")
        typed = cast("QueryDict", form.data).copy()
        typed["revision"] = str(current.revision)
        return self._show_again(
            current,
            text,
            typed,
            language,
            status=409,
            differences=differences if text else [],
            **self.last_change(current),
        )

    def _find(self, reference: str, language: str) -> tuple[Posting, PostingText | None]:
        posting = self.find(self.model.objects.editable_by(self.request.user).for_list(), reference)
        if language not in PostingLanguage.values or language == posting.original_language:
            raise Http404
        return posting, next((text for text in posting.texts.all() if text.language == language), None)

    def _stored(self, posting: Posting, text: PostingText | None) -> PostingWords:
        words = {name: getattr(text, name) for name in text.word_fields} if text else {}
        return self.form_class(initial={**words, "revision": posting.revision})

    def _show_again(
        self,
        posting: Posting,
        text: PostingText | None,
        typed: QueryDict,
        language: str,
        **context: Any,  # noqa: ANN401 (of the template)
    ) -> HttpResponse:
        form = show_again(self.form_class(), clean_input(typed)[0])
        return self._show(posting, text, form, language, **context)

    def _show(
        self,
        posting: Posting,
        text: PostingText | None,
        form: PostingWords,
        language: str,
        *,
        status: int = 200,
        **context: Any,  # noqa: ANN401 (of the template)
    ) -> HttpResponse:
        original = posting.original_text
        return self.show(
            {
                "posting": posting,
                "original": original,
                "language": PostingLanguage(language),
                "pairs": [(field, getattr(original, field.name, "")) for field in form.visible_fields()],
                "is_stale": text is not None and text.text_revision < posting.text_revision,
                "is_machine": text is not None and text.origin == Origin.MACHINE,
                "form": form,
                "form_action": self.request.path,
                **context,
            },
            status=status,
        )
