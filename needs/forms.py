from django.utils.translation import gettext_lazy as _

from needs.models import Need, NeedText
from postings.choices import PartyRole
from postings.forms import COLUMNS, PostingForm, PostingWords, word_field

TITLE = word_field(
    _("Title"),
    160,
    _(
        "Say what you need and what for, for example: “Training of port officers in the handling of dangerous goods”."
    ),
    missing=_("Give the posting a title."),
)
SITUATION = word_field(
    _("Starting situation"),
    5_000,
    _(
        "How things stand today, with a figure if you have one: “Of 42 officers, six have been trained since 2019.”"
    ),
    rows=6,
)
RESULT = word_field(
    _("Result wanted"),
    5_000,
    _(
        "What should be different afterwards, and how one would see it: “Every shift has two certified officers.”"
    ),
    rows=6,
)
DETAILS = word_field(
    _("Details"),
    20_000,
    _("What else the other side should know: who would take part, what you can bring, what has been tried."),
    rows=10,
)


class NeedWords(PostingWords):
    title = TITLE
    details = DETAILS
    situation = SITUATION
    result_wanted = RESULT

    field_order = NeedText.word_fields


class NeedForm(NeedWords, PostingForm):
    word_fields = NeedText.word_fields
    usual_role = PartyRole.RECIPIENT
    subject_fields = ("urgency", *PostingForm.subject_fields)

    class Meta(PostingForm.Meta):
        model = Need
        fields = ("urgency", *COLUMNS)
