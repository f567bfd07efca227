from postings.views.creating import PostingCreateView
from postings.views.detail import PostingDetailView
from postings.views.editing import PostingEditView
from postings.views.lists import MyPostingsView, PostingListView
from postings.views.steps import PostingStepView
from postings.views.translating import PostingTranslationView

__all__ = [
    "MyPostingsView",
    "PostingCreateView",
    "PostingDetailView",
    "PostingEditView",
    "PostingListView",
    "PostingStepView",
    "PostingTranslationView",
]
