from offers.filters import OfferFilterSet
from offers.forms import OfferForm, OfferWords
from offers.models import Offer
from postings.views import (
    MyPostingsView,
    PostingCreateView,
    PostingDetailView,
    PostingEditView,
    PostingListView,
    PostingStepView,
    PostingTranslationView,
)


class OfferListView(PostingListView):
    model = Offer
    filterset_class = OfferFilterSet


class MyOffersView(MyPostingsView):
    model = Offer


class OfferCreateView(PostingCreateView):
    model = Offer
    form_class = OfferForm


class OfferDetailView(PostingDetailView):
    model = Offer


class OfferEditView(PostingEditView):
    model = Offer
    form_class = OfferForm


class OfferTranslationView(PostingTranslationView):
    model = Offer
    form_class = OfferWords


class OfferStepView(PostingStepView):
    model = Offer
