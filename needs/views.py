from needs.filters import NeedFilterSet
from needs.forms import NeedForm, NeedWords
from needs.models import Need
from postings.views import (
    MyPostingsView,
    PostingCreateView,
    PostingDetailView,
    PostingEditView,
    PostingListView,
    PostingStepView,
    PostingTranslationView,
)


class NeedListView(PostingListView):
    model = Need
    filterset_class = NeedFilterSet


class MyNeedsView(MyPostingsView):
    model = Need


class NeedCreateView(PostingCreateView):
    model = Need
    form_class = NeedForm


class NeedDetailView(PostingDetailView):
    model = Need


class NeedEditView(PostingEditView):
    model = Need
    form_class = NeedForm


class NeedTranslationView(PostingTranslationView):
    model = Need
    form_class = NeedWords


class NeedStepView(PostingStepView):
    model = Need
