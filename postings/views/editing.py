from django.http import HttpRequest, HttpResponse

from postings.choices import Status
from postings.forms import PostingForm
from postings.models import Posting
from postings.views.writing import SEND, PostingWritingView


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
