from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import MultipleChoiceFilter

from needs.choices import Urgency
from needs.models import Need
from postings.filters import PostingFilterSet


class NeedFilterSet(PostingFilterSet):
    urgency = MultipleChoiceFilter(
        label=_("Urgency"),
        choices=Urgency.choices,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta(PostingFilterSet.Meta):
        model = Need
        fields: list[str] = []
