from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from accounts.views.typed import typed_before
from postings.choices import Status
from postings.forms import PostingForm
from postings.models import Posting
from postings.services import find_errors
from postings.views.base import CHECK
from postings.views.writing import SEND, PostingWritingView


class PostingEditView(PostingWritingView):
    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        posting = self.find(self.model.objects.editable_by(request.user), reference)
        typed = typed_before(request)
        if typed is not None:
            return self.show_as_typed(typed, posting)
        return self.show_form(self._judge(posting) if CHECK in request.GET else self._reshow(posting))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        posting = self.find(self.model.objects.editable_by(request.user), reference)
        typed = typed_before(request)
        if typed is not None:
            return self.show_as_typed(typed, posting)
        complete = SEND in request.POST or posting.status != Status.DRAFT
        form = self.build(request.POST, posting, complete=complete)
        if not form.is_valid() and complete:
            return self.show_form(form, status=422)
        return self.edit(form, revision=form.cleaned_data.get("revision") or 0)

    def _reshow(self, posting: Posting) -> PostingForm:
        """Show the stored form; what a draft could not store stands where it was typed, with its error."""
        return (
            self.build(self._stored(posting), posting, complete=False)
            if posting.unstored_input
            else self.build(None, posting)
        )

    def _judge(self, posting: Posting) -> PostingForm:
        """Show the stored form with all that keeps it from being sent, each beside its field."""
        form = self.build(self._stored(posting), posting)
        form.is_valid()
        for name, message in find_errors(posting, target=Status.SUBMITTED, at=timezone.now()).items():
            if name not in form.errors:
                form.add_error(name if name in form.fields else None, str(message))
        return form

    def _stored(self, posting: Posting) -> QueryDict:
        """Give what is stored as if it had been typed, with what no column could hold."""
        data = self.build(None, posting).as_input()
        for name, values in posting.unstored_input.items():
            data.setlist(name, values)
        return data
