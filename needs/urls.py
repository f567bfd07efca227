from needs.views import (
    MyNeedsView,
    NeedCreateView,
    NeedDetailView,
    NeedEditView,
    NeedListView,
    NeedStepView,
    NeedTranslationView,
)
from postings.urls import TwinViews, posting_urls

app_name = "needs"
urlpatterns = posting_urls(
    TwinViews(
        listing=NeedListView,
        mine=MyNeedsView,
        create=NeedCreateView,
        detail=NeedDetailView,
        edit=NeedEditView,
        translate=NeedTranslationView,
        step=NeedStepView,
    )
)
