"""What the staff types: decisions with their reasons, comments, and reference data."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.choices import Confidence, InstitutionKind, MembershipStatus, Precision, Side
from directory.forms import DayField, LineField
from directory.models import Country, Group, GroupMembership, Institution
from matching.choices import DismissalReason
from postings.forms import word_field

LONGEST_COMMENT = 2_000
# Older than any union of states in the region, and no further ahead than anything is agreed.
FIRST_DAY, YEARS_AHEAD = date(1800, 1, 1), 50
ACCEPT, DISMISS = "accept", "dismiss"


def _day(label: Any, **options: Any) -> DayField:  # noqa: ANN401 (a lazy string, and what Django takes)
    return DayField(label=label, first=FIRST_DAY, years_ahead=YEARS_AHEAD, **options)


class PlainForm(forms.Form):
    use_required_attribute = False


class DecisionForm(PlainForm):
    """Both buttons send the same form; a dismissal needs a reason, another reason needs a comment."""

    reason = forms.ChoiceField(
        label=_("Reason, if you dismiss it"),
        choices=[("", _("No reason chosen")), *DismissalReason.choices],
        required=False,
    )
    comment = word_field(_("Comment"), LONGEST_COMMENT, _("With an acceptance both parties read it."), rows=4)
    offer_revision = forms.IntegerField(widget=forms.HiddenInput)
    need_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, verdict: str = "", **kwargs: Any) -> None:  # noqa: ANN401 (as Django has it)
        super().__init__(*args, **kwargs)
        self.verdict = verdict

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.verdict == DISMISS and "reason" in cleaned and not cleaned["reason"]:
            self.add_error(
                "reason", _("Choose the reason: it is counted, and the matching is corrected by it.")
            )
        needs_words = self.verdict == DISMISS and cleaned.get("reason") == DismissalReason.OTHER
        if needs_words and not cleaned.get("comment"):
            self.add_error("comment", _("Say in a comment what the other reason is."))
        return cleaned


class InstitutionForm(forms.ModelForm[Institution]):
    use_required_attribute = False

    country = forms.ModelChoiceField(
        label=_("Country"),
        queryset=Country.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("None: a body of many states"),
    )
    url = forms.URLField(label=_("Web site"), required=False, max_length=200, assume_scheme="https")
    closed_on = _day(
        _("Closed on"),
        required=False,
        help_text=_("From that day nobody can post for it; what it posted stays."),
    )

    class Meta:
        model = Institution
        fields = [
            "code",
            "name_en",
            "name_es",
            "name_fr",
            "name_pt",
            "acronym",
            "kind",
            "country",
            "url",
            "contact_email",
            "closed_on",
        ]
        field_classes = dict.fromkeys(("name_en", "name_es", "name_fr", "name_pt", "acronym"), LineField)
        help_texts = {
            "code": _("A short name in addresses and files; it cannot be changed later."),
            "contact_email": _(
                "Shown to the other party of a match where no contact person agrees to be shown."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (as Django has it)
        super().__init__(*args, **kwargs)
        # The row itself, which the field shows by its code; a model form alone gives the primary key.
        self.initial["country"] = self.instance.country
        self.fields["country"].queryset = Country.objects.in_name_order()  # type: ignore[attr-defined]
        self.fields["code"].disabled = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = ("name_en", "name_es", "name_fr", "name_pt")
        if not any(cleaned.get(name) for name in names):
            self.add_error("name_en", _("Write the name in one language at least."))
        if cleaned.get("kind") == InstitutionKind.COOPERATION_AUTHORITY and not cleaned.get("country"):
            self.add_error("country", _("A cooperation authority belongs to a country."))
        return cleaned


class SideForm(PlainForm):
    side = forms.ChoiceField(label=_("Side"), choices=Side.choices, widget=forms.RadioSelect)
    since = _day(pgettext_lazy("the first day on a side", "From"))
    note = LineField(label=_("Why"), max_length=500, help_text=_("It goes into the audit trail."))


class MembershipForm(PlainForm):
    """A country's membership of a group; days are known to the day when a person writes them here."""

    group = forms.ModelChoiceField(label=_("Group"), queryset=Group.objects.none(), to_field_name="code")
    status = forms.ChoiceField(label=_("Status"), choices=MembershipStatus.choices)
    since = _day(_("Since"), required=False, help_text=_("Empty: always."))
    until = _day(_("Until, that day excluded"), required=False, help_text=_("Empty: still."))
    source = LineField(label=_("Source"), max_length=200, required=False)
    note = LineField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, membership: GroupMembership, **kwargs: Any) -> None:  # noqa: ANN401 (as Django has it)
        initial = {
            "group": membership.group_id,
            "status": membership.status,
            "since": membership.since,
            "until": membership.until,
            "source": membership.source,
            "note": membership.note,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        self.membership = membership
        self.fields["group"].queryset = Group.objects.in_name_order()  # type: ignore[attr-defined]
        self.fields["group"].empty_label = _("Choose a group")  # type: ignore[attr-defined]
        self.fields["group"].disabled = membership.pk is not None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", _("The end must come after the start."))
        return cleaned

    def as_membership(self) -> GroupMembership:
        """Give the row with the new values, unsaved."""
        row = self.membership
        for name in ("since", "until"):
            day: date | None = self.cleaned_data[name]
            if day != getattr(row, name):
                setattr(row, name, day)
                setattr(row, f"{name}_precision", Precision.DAY if day else Precision.NONE)
        row.group = self.cleaned_data["group"]
        row.status, row.source, row.note = (self.cleaned_data[name] for name in ("status", "source", "note"))
        row.confidence = row.confidence or (Confidence.SOURCED if row.source else Confidence.WORKING_RULE)
        return row
