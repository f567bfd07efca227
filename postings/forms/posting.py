"""The form of a posting: it separates what can be stored from what cannot, and shows both again."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.db.models import Model
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.forms import LineField
from directory.models import Institution
from postings.adapters import (
    country_options,
    find_nodes,
    goal_options,
    group_options,
    institution_options,
    node_options,
    theme_options,
)
from postings.choices import Modality, PartyRole, PostingLanguage
from postings.forms.fields import UNKNOWN_OPTION, day_field, several_field
from postings.forms.initial import RELATIONS, initial_of
from postings.forms.words import PostingWords
from postings.models import Posting
from postings.services import MOST_THEMES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    ModelForm = forms.ModelForm[Posting]
else:
    ModelForm = forms.ModelForm


class PostingForm(PostingWords, ModelForm):
    """Both twins' fields. `complete=False` is "Save draft": nothing is required and `unstored()` holds what has no column."""

    institution = forms.ChoiceField(label=_("Institution"), help_text=_("In whose name you post."))
    themes = several_field(
        _("Themes"),
        theme_options,
        _("Between one and five. Choose the narrowest that fit."),
    )
    goals = several_field(_("Sustainable Development Goals"), goal_options)
    plan_nodes = several_field(
        _("Objectives of work plans that it answers"),
        node_options,
        _("Choose what the agreed plans ask for and this posting would serve."),
    )
    modalities = several_field(
        _("Modalities accepted"),
        Modality.choices,
        _("Leave all of them open if you have no preference."),
    )
    working_languages = several_field(_("Working languages"), PostingLanguage.choices)
    eligible_countries = several_field(_("Only with these countries"), country_options)
    eligible_groups = several_field(_("Only with countries of these groups"), group_options)
    preferred_countries = several_field(_("Preferably with these countries"), country_options)
    preferred_groups = several_field(_("Preferably with countries of these groups"), group_options)
    period_from = day_field(_("From"))
    period_until = day_field(_("Until"))
    expires_on = day_field(
        _("Valid until"),
        _("The posting leaves the lists after this day; you are reminded before it."),
    )
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput())

    class Meta:
        field_classes = dict.fromkeys(("contact_name", "contact_phone", "financing_note"), LineField)

    # What a posting needs before it may be sent, beside its words.
    NEEDED: ClassVar[Mapping[str, "StrOrPromise"]] = {
        "themes": _("Choose between one and five themes."),
        "role": _("Choose a role."),
        "expires_on": _("Say until when the posting is valid."),
    }
    # The sections of the page, in order; a twin extends them.
    subject_fields: tuple[str, ...] = ("themes", "goals", "plan_nodes")
    who_fields: tuple[str, ...] = (
        "institution",
        "role",
        "modalities",
        "eligible_countries",
        "eligible_groups",
        "preferred_countries",
        "preferred_groups",
    )
    how_fields: tuple[str, ...] = (
        "delivery",
        "working_languages",
        "interpretation_accepted",
        "period_from",
        "period_until",
        "financing",
        "financing_note",
    )
    contact_fields: tuple[str, ...] = (
        "contact_name",
        "contact_email",
        "contact_phone",
        "contact_consent",
        "visibility",
        "expires_on",
    )
    word_fields: tuple[str, ...] = ("title", "summary", "details")
    # The role that most postings of the twin take, chosen beforehand.
    usual_role: PartyRole

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        institutions: Iterable[Institution],
        today: date,
        complete: bool = True,
        **kwargs: Any,  # noqa: ANN401 (as Django has it)
    ) -> None:
        self.complete, self.today = complete, today
        self.institutions = {institution.code: institution for institution in institutions}
        super().__init__(data, **kwargs)
        self.initial = {**initial_of(self.instance), **(kwargs.get("initial") or {})}
        self._settle_fields()

    def _settle_fields(self) -> None:
        options = institution_options(self.institutions.values())
        institution = cast("forms.ChoiceField", self.fields["institution"])
        institution.choices = options if len(self.institutions) == 1 else [("", ""), *options]
        language = self.fields["original_language"]
        language.initial = (get_language() or "en")[:2]
        self.fields["role"].initial = self.usual_role
        self.order_fields([field.name for _key, _title, fields in self.sections() for field in fields])
        for name, message in self.NEEDED.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = message
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                options = list(cast("Iterable[Any]", field.choices))
                field.choices = (
                    [("", _("Choose…")), *options[1:]] if options and options[0][0] == "" else options
                )
                field.error_messages["invalid_choice"] = UNKNOWN_OPTION

    def full_clean(self) -> None:
        """Judge as strictly as the button asks; afterwards the page still says what sending will need."""
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = self.complete
        super().full_clean()
        for field in needed:
            field.required = True

    def report_unstorable(self) -> None:
        """Say nothing for a draft: it keeps the rest at once and the next page says so; see `touched_fields`."""
        if self.complete:
            super().report_unstorable()

    def clean_themes(self) -> list[str]:
        themes: list[str] = self.cleaned_data["themes"]
        if len(themes) > MOST_THEMES:
            raise forms.ValidationError(
                _("You chose %(count)d themes. Choose between one and five themes."),
                params={"count": len(themes)},
            )
        return themes

    def clean_original_language(self) -> str:
        language: str = self.cleaned_data["original_language"]
        before = self.instance.original_language
        if self.instance.pk and language != before and self.instance.texts.filter(language=language).exists():
            raise forms.ValidationError(_("There is already a translation into this language."))
        return language

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        first, last, expiry = (cleaned.get(name) for name in ("period_from", "period_until", "expires_on"))
        if first and last and last < first:
            self.add_error("period_until", _("The last day is before the first."))
        if expiry and expiry < self.today and "expires_on" in self.changed_data:
            self.add_error("expires_on", _("This day is past. Choose a later one."))
        return cleaned

    def _post_clean(self) -> None:
        """Put the institution and the language in place, with one of the person's own where the input names none."""
        chosen = self.institutions.get(self.cleaned_data.get("institution", ""))
        if chosen is not None:
            self.instance.institution = chosen
        elif self.instance.institution_id is None and self.institutions:
            self.instance.institution = next(iter(self.institutions.values()))
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, without a stub
        if not self.instance.original_language:
            self.instance.original_language = (get_language() or "en")[:2]

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.word_fields if name in self.cleaned_data}

    def relations(self) -> dict[str, list[Model]]:
        """Find the rows chosen; a relation whose input could not be read is left out, so that it stays as it is."""
        chosen: dict[str, list[Model]] = {
            name: list(model._default_manager.filter(**{f"{key}__in": self.cleaned_data[name]}))
            for name, (model, key) in RELATIONS.items()
            if name in self.cleaned_data
        }
        if "plan_nodes" in self.cleaned_data:
            chosen["plan_nodes"] = list(find_nodes(self.cleaned_data["plan_nodes"]))
        return chosen

    def unstored(self) -> dict[str, list[str]]:
        """Give the raw input that no column can hold, by field."""
        data = cast("QueryDict", self.data)
        return {name: data.getlist(name) for name in self.errors if name in self.fields}

    def as_input(self) -> QueryDict:
        """Give what this form shows, as if it had been typed."""
        data = QueryDict(mutable=True)
        for name in self.fields:
            value = self[name].value()
            values = value if isinstance(value, (list, tuple)) else [value]
            data.setlist(name, [str(item) for item in values if item not in (None, "", False)])
        return data

    def sections(self) -> list[tuple[str, "StrOrPromise", list[BoundField]]]:
        parts = (
            ("words", _("The text"), ("original_language", *self.word_fields)),
            ("subject", _("The subject"), self.subject_fields),
            ("who", _("Who"), self.who_fields),
            ("how", _("How and when"), self.how_fields),
            ("contact", _("Contact and visibility"), self.contact_fields),
        )
        return [(key, title, [self[name] for name in names]) for key, title, names in parts]
