from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import MultipleChoiceFilter

from offers.choices import OfferKind
from offers.models import Offer
from postings.filters import PostingFilterSet


class OfferFilterSet(PostingFilterSet):
    kind = MultipleChoiceFilter(
        label=_("Kind of offer"),
        choices=OfferKind.choices,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta(PostingFilterSet.Meta):
        model = Offer
        fields: list[str] = []
