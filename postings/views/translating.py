from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.services import take_kept_form
from postings.choices import Origin, PostingLanguage
from postings.forms import PostingWords, clean_input
from postings.models import Posting, PostingText
from postings.services import save_translation
from postings.views.base import PostingView


class PostingTranslationView(PostingView):
    """A person's own translation, beside the original that it translates."""

    template = "translation"
    form_class: ClassVar[type[PostingWords]] = PostingWords

    def get(self, request: HttpRequest, reference: str, language: str) -> HttpResponse:
        posting, text = self._find(reference, language)
        key = request.GET.get("kept", "")
        kept = take_kept_form(key=key, user=self.person, at=timezone.now()) if key else None
        if kept is not None:
            return self._show(posting, text, self._as_typed(clean_input(kept)[0]), language, is_kept=True)
        return self._show(posting, text, self.form_class(initial=self._words_of(text)), language)

    def post(self, request: HttpRequest, reference: str, language: str) -> HttpResponse:
        posting, text = self._find(reference, language)
        form = self.form_class(request.POST)
        if switched := self.switched_language():
            self.switch_to(switched)
            return self._show(posting, text, self._as_typed(clean_input(request.POST)[0]), language)
        if not form.is_valid():
            return self._show(posting, text, form, language, status=422)
        save_translation(
            posting,
            language=language,
            words=form.cleaned_data,
            revision=posting.revision,
            by=self.person,
            at=timezone.now(),
        )
        messages.success(request, _("The translation is saved."))
        return redirect(f"{posting.get_absolute_url()}?lang={language}")

    def _find(self, reference: str, language: str) -> tuple[Posting, PostingText | None]:
        posting = self.find(self.model.objects.editable_by(self.request.user).for_list(), reference)
        if language not in PostingLanguage.values or language == posting.original_language:
            raise Http404
        return posting, next((text for text in posting.texts.all() if text.language == language), None)

    def _as_typed(self, data: QueryDict) -> PostingWords:
        return self.form_class(initial={name: data.get(name, "") for name in self.form_class.base_fields})

    def _words_of(self, text: PostingText | None) -> dict[str, str]:
        return {name: getattr(text, name) for name in text.word_fields} if text else {}

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
                "pairs": [(field, getattr(original, field.name, "")) for field in form],
                "is_stale": text is not None and text.text_revision < posting.text_revision,
                "is_machine": text is not None and text.origin == Origin.MACHINE,
                "form": form,
                "form_action": self.request.path,
                **context,
            },
            status=status,
        )
