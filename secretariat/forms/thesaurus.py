"""What the staff types about concepts of the thesaurus."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from directory.forms import OUT_OF_LINE, LineField
from directory.models import Sector
from directory.querysets import active_language
from mail.choices import Language
from postings.adapters import goal_options, theme_options
from postings.forms.widgets import Checkboxes
from secretariat.forms.staff import PlainForm
from vocabulary.core.thesaurus import LONGEST_CODE, code_from, fold_label, label_fault, label_key
from vocabulary.core.thesaurus import Concept as Row
from vocabulary.core.tokens import LONGEST_WORD
from vocabulary.models import LONGEST_KEY, LONGEST_LABEL, LONGEST_WHY, Concept
from vocabulary.services import TakenLabel

LONGEST_LIST = 4_000


class ConceptForm(PlainForm):
    """A concept of the thesaurus: per language a preferred term, and its synonyms one per line."""

    code = LineField(
        label=pgettext_lazy("of a concept", "Code"),
        max_length=LONGEST_CODE,
        required=False,
        help_text=_("A short name in addresses and files; left empty, it is made of the first term."),
    )
    broader = forms.CharField(
        label=_("Broader concepts"),
        max_length=LONGEST_LIST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line, by code or by any of its terms."),
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"), choices=theme_options, required=False, widget=Checkboxes
    )
    goals = forms.MultipleChoiceField(
        label=_("Sustainable Development Goals"), choices=goal_options, required=False, widget=Checkboxes
    )
    sectors = LineField(
        label=_("Sectors"),
        max_length=LONGEST_CODE,
        required=False,
        help_text=_("DAC codes with spaces between them, for example 210 410."),
    )
    why = LineField(
        label=_("Why"), max_length=LONGEST_WHY, required=False, help_text=_("It goes into the audit trail.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, concept: Concept | None = None, **kwargs: Any) -> None:  # noqa: ANN401 (as Django has it)
        initial = initial_of_concept(concept) if concept else {}
        super().__init__(*args, **{**kwargs, "initial": {**initial, **(kwargs.get("initial") or {})}})
        self.concept = concept
        if concept is not None:
            del self.fields["code"]
        for language, name in reversed(Language.choices):
            self.fields = {**_term_fields(language, name), **self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        labels = {language: self._clean_labels(language) for language in Language.values}
        if not self.errors and not any(labels.values()):
            self.add_error("preferred_en", _("Write a term in one language at least."))
        return {**cleaned, "labels": labels, "broader_codes": self._clean_broader()}

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code and code != code_from(code):
            raise ValidationError(_("Lower-case letters, digits and hyphens only."))
        return code

    def clean_sectors(self) -> list[str]:
        codes: list[str] = self.cleaned_data["sectors"].replace(",", " ").split()
        known = set(Sector.objects.filter(code__in=codes).values_list("code", flat=True))
        for code in codes:
            if code not in known:
                raise ValidationError(_("No sector has the code %(code)s."), params={"code": code})
        return codes

    @property
    def term_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"preferred_{language}"], self[f"others_{language}"]) for language in Language.values]

    @property
    def link_fields(self) -> list[forms.BoundField]:
        """All that is shown besides the terms."""
        return [
            field for field in self.visible_fields() if not field.name.startswith(("preferred_", "others_"))
        ]

    def as_row(self) -> Row:
        cleaned = self.cleaned_data
        return Row(
            code=cleaned.get("code", ""),
            labels=cleaned["labels"],
            themes=tuple(cleaned["themes"]),
            broader=tuple(cleaned["broader_codes"]),
            goals=tuple(int(goal) for goal in cleaned["goals"]),
            sectors=tuple(cleaned["sectors"]),
        )

    def say_taken(self, taken: Iterable[TakenLabel]) -> None:
        """Put beside its field each term that another concept holds."""
        for one in taken:
            preferred = self.cleaned_data[f"preferred_{one.language}"]
            field = (
                "preferred"
                if label_key(one.label, one.language) == label_key(preferred, one.language)
                else "others"
            )
            self.add_error(
                f"{field}_{one.language}",
                ValidationError(
                    _("“%(term)s” is a term of the concept %(code)s. Take it out there, or merge the two."),
                    params={"term": one.label, "code": one.holder},
                ),
            )

    def _clean_labels(self, language: str) -> tuple[str, ...]:
        preferred = self.cleaned_data.get(f"preferred_{language}", "")
        others = _lines(self.cleaned_data.get(f"others_{language}", ""))
        if others and not preferred and not self.has_error(f"preferred_{language}"):
            self.add_error(f"preferred_{language}", _("Write the preferred term before its synonyms."))
        for name, labels in (("preferred", [preferred] if preferred else []), ("others", others)):
            for label in labels:
                if fault := _fault_of(label, language):
                    self.add_error(f"{name}_{language}", fault)
        return tuple(label for label in (preferred, *others) if label)

    def _clean_broader(self) -> list[str]:
        codes = []
        for typed in _lines(self.cleaned_data.get("broader", "")):
            found = find_concept(typed)
            if found is None:
                error = ValidationError(_("No concept is called “%(name)s”."), params={"name": typed})
                self.add_error("broader", error)
            else:
                codes.append(found.code)
        return codes


class WhyForm(PlainForm):
    """A step that needs its reason, about a concept as it was shown."""

    why = LineField(label=_("Why"), max_length=LONGEST_WHY, help_text=_("It goes into the audit trail."))
    revision = forms.IntegerField(widget=forms.HiddenInput)


class RestoreForm(WhyForm):
    """`holder` is the name of the concept that it was merged into, if it was."""

    takes_back = forms.BooleanField(required=False)

    def __init__(self, *args: Any, holder: str, **kwargs: Any) -> None:  # noqa: ANN401 (as Django has it)
        super().__init__(*args, **kwargs)
        label = _("Take its terms out of “%(name)s” again, which got them when the two were merged")
        self.fields["takes_back"].label = label % {"name": holder}
        if not holder:
            del self.fields["takes_back"]


class MergeForm(WhyForm):
    into = forms.SlugField(widget=forms.HiddenInput)
    into_revision = forms.IntegerField(widget=forms.HiddenInput)


class MergeChoiceForm(PlainForm):
    """Which concept stays."""

    into = LineField(
        label=_("The concept that stays"),
        max_length=LONGEST_LABEL,
        help_text=_("Its code, or any of its terms."),
    )

    def clean_into(self) -> Concept:
        found = find_concept(self.cleaned_data["into"])
        if found is None:
            raise ValidationError(
                _("No concept is called “%(name)s”."), params={"name": self.cleaned_data["into"]}
            )
        return found


def find_concept(typed: str) -> Concept | None:
    """A live concept by its code, else by a term: as it is typed, then without its accents; the reader's language first."""
    found = {concept.code: concept for concept in Concept.objects.live().called(typed).with_terms()}
    wanted = active_language()

    def likeness(concept: Concept) -> tuple[bool, bool, str]:
        as_typed = any(term.label.casefold() == typed.casefold() for term in concept.terms.all())
        folded = {fold_label(label) for label in concept.labels[wanted]}
        return not as_typed, fold_label(typed) not in folded, concept.code

    return found.get(typed) or min(found.values(), key=likeness, default=None)


def initial_of_concept(concept: Concept) -> dict[str, Any]:
    labels = concept.labels
    terms = {f"preferred_{language}": next(iter(found), "") for language, found in labels.items()}
    others = {f"others_{language}": "\n".join(found[1:]) for language, found in labels.items()}
    return {
        **terms,
        **others,
        "broader": "\n".join(
            Concept.objects.live().above(concept).order_by("code").values_list("code", flat=True)
        ),
        "themes": list(concept.themes.values_list("code", flat=True)),
        "goals": [str(number) for number in concept.goals.values_list("number", flat=True)],
        "sectors": " ".join(concept.sectors.order_by("code").values_list("code", flat=True)),
        "revision": concept.revision,
    }


def _term_fields(language: str, name: Any) -> dict[str, forms.Field]:  # noqa: ANN401 (a lazy string)
    site = {"lang": language}
    return {
        f"preferred_{language}": LineField(
            label=format_lazy("{label} ({language})", label=_("Preferred term"), language=name),
            max_length=LONGEST_LABEL,
            required=False,
            widget=forms.TextInput(attrs=site),
        ),
        f"others_{language}": forms.CharField(
            label=format_lazy("{label} ({language})", label=_("Synonyms, one per line"), language=name),
            max_length=LONGEST_LIST,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4, **site}),
        ),
    }


def _lines(text: str) -> list[str]:
    return [line for written in text.splitlines() if (line := " ".join(OUT_OF_LINE.sub("", written).split()))]


def _fault_of(label: str, language: str) -> ValidationError | None:
    if len(label) > LONGEST_LABEL or len(fold_label(label)) > LONGEST_KEY:
        return ValidationError(
            _("“%(term)s…” is longer than %(limit)s characters."),
            params={"term": label[:40], "limit": LONGEST_LABEL},
        )
    match label_fault(label, language):
        case "separator":
            return ValidationError(_("A term holds no “|”: write each on a line of its own."))
        case "no_subject":
            return ValidationError(
                _("“%(term)s” holds no word that could be looked for."), params={"term": label}
            )
    return None


class WordForm(PlainForm):
    """A word of texts in one language."""

    word = LineField(max_length=LONGEST_WORD)
    language = forms.ChoiceField(choices=Language.choices)

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"]
        # One letter may fold into several: no button of ours has a word of so many.
        if not 0 < len(fold_label(word)) <= 2 * LONGEST_WORD:
            raise ValidationError(self.fields["word"].error_messages["required"])
        return word
