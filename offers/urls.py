from offers.views import (
    MyOffersView,
    OfferCreateView,
    OfferDetailView,
    OfferEditView,
    OfferListView,
    OfferStepView,
    OfferTranslationView,
)
from postings.urls import TwinViews, posting_urls

app_name = "offers"
urlpatterns = posting_urls(
    TwinViews(
        listing=OfferListView,
        mine=MyOffersView,
        create=OfferCreateView,
        detail=OfferDetailView,
        edit=OfferEditView,
        translate=OfferTranslationView,
        step=OfferStepView,
    )
)
