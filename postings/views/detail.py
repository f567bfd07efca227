from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator

from postings.charts import say_text_notes
from postings.choices import Modality, PostingLanguage
from postings.models import Posting, PostingText
from postings.services import acts_as, find_transitions
from postings.views.base import PostingView
from postings.workflow import TRANSITIONS, Transition

# Steps that are asked about once more: matching ends with them.
CONFIRMED = frozenset({"pause", "fulfil", "withdraw"})
# Steps towards the lists: what the page leads to.
ONWARD = frozenset({"submit", "endorse", "publish", "resume"})


@method_decorator(login_not_required, name="dispatch")
class PostingDetailView(PostingView):
    template = "detail"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        posting = self.find(self.model.objects.visible_to(request.user).for_detail(), reference)
        actors = acts_as(posting, request.user)
        text = posting.text_for(request.GET.get("lang"))
        is_inside = self._is_inside(posting)
        may_edit = (
            bool(actors) and self.model.objects.editable_by(request.user).filter(pk=posting.pk).exists()
        )
        return self.show(
            {
                "posting": posting,
                "text": text,
                "is_stale": text is not None and text.text_revision < posting.text_revision,
                "texts": self._texts(posting, text),
                "modalities": [Modality(code).label for code in posting.modalities],
                "working_languages": [PostingLanguage(code).label for code in posting.working_languages],
                "is_inside": is_inside,
                "history": self._history(posting) if is_inside else [],
                "steps": self._steps(posting) if actors else [],
                "may_edit": may_edit,
                "text_notes": say_text_notes(posting) if may_edit or self.access.is_secretariat else [],
                "missing_languages": self._missing_languages(posting) if may_edit else [],
                "counterparts_url": reverse(
                    f"matching:counterparts-{self.model.__name__.lower()}",
                    args=[posting.reference],
                ),
            }
        )

    def _is_inside(self, posting: Posting) -> bool:
        """Tell the owner's side and the secretariat, who read contact and history, from all others, who never do here."""
        access = self.access
        return (
            access.is_secretariat
            or posting.institution_id in access.institution_ids | access.focal_institution_ids
        )

    def _texts(self, posting: Posting, shown: PostingText | None) -> list[dict[str, Any]]:
        return [
            {
                "text": text,
                "is_shown": text == shown,
                "is_original": text.language == posting.original_language,
                "is_stale": text.text_revision < posting.text_revision,
            }
            for text in sorted(posting.texts.all(), key=lambda text: text.language)
        ]

    def _missing_languages(self, posting: Posting) -> list[PostingLanguage]:
        written = {text.language for text in posting.texts.all()}
        return [language for language in PostingLanguage if language not in written]

    def _history(self, posting: Posting) -> list[dict[str, Any]]:
        changes = posting.status_changes.select_related("by")
        return [{"label": TRANSITIONS[change.transition].done, "change": change} for change in changes]

    def _steps(self, posting: Posting) -> list[dict[str, Any]]:
        return [
            {"step": step, "asks": asks_first(step), "is_main": step.name in ONWARD}
            for step in find_transitions(posting, self.request.user)
        ]


def asks_first(step: Transition) -> bool:
    return step.needs_comment or step.name in CONFIRMED
