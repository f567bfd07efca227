from django import forms
from django.utils.translation import gettext_lazy as _

from offers.models import Offer
from postings.choices import PartyRole
from postings.forms import COLUMNS, PostingForm, PostingWords, word_field
from postings.forms.widgets import NumberText

TITLE = word_field(
    _("Title"),
    160,
    _(
        "Say what you offer, to whom and on what, for example: “Course for trainers of port officers in container security”."
    ),
    missing=_("Give the posting a title."),
)
DETAILS = word_field(
    _("Details"),
    20_000,
    _(
        "What it contains, how long it lasts, who gives it, what the other side should bring, what has worked before."
    ),
    rows=12,
)


class OfferWords(PostingWords):
    title = TITLE
    details = DETAILS


class OfferForm(OfferWords, PostingForm):
    capacity = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        widget=NumberText(),
        help_text=_("How many people or institutions it can take."),
    )
    remaining_places = forms.IntegerField(
        label=_("Places still free"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        widget=NumberText(),
    )

    usual_role = PartyRole.FIRST_PROVIDER
    subject_fields = ("kind", *PostingForm.subject_fields)
    how_fields = ("capacity", "remaining_places", *PostingForm.how_fields)

    class Meta(PostingForm.Meta):
        model = Offer
        fields = ("kind", *COLUMNS, "capacity", "remaining_places")

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean() or {}
        places, free = cleaned.get("capacity"), cleaned.get("remaining_places")
        if places is not None and free is not None and free > places:
            self.add_error(
                "remaining_places",
                _("There cannot be more remaining places than places."),
            )
        return cleaned
