from postings.views.detail import PostingDetailView
from postings.views.lists import MyPostingsView, PostingListView
from postings.views.steps import PostingStepView
from postings.views.translating import PostingTranslationView
from postings.views.writing import PostingCreateView, PostingEditView

__all__ = [
    "MyPostingsView",
    "PostingCreateView",
    "PostingDetailView",
    "PostingEditView",
    "PostingListView",
    "PostingStepView",
    "PostingTranslationView",
]
