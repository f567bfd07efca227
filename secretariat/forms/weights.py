"""The weights of the criteria."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from directory.forms import LineField
from matching.choices import CRITERION_LABELS
from matching.core.ceilings import SUBJECT
from matching.core.criteria import CRITERIA, MEANING
from matching.core.frozen import LARGEST_WEIGHT
from secretariat.forms.staff import PlainForm
from vocabulary.models import LONGEST_WHY

SAVE = "save"


def offered_criteria() -> list[str]:
    """Meaning only where a model is there to read it."""
    return [criterion.id for criterion in (*CRITERIA, *([MEANING] if settings.EMBEDDINGS else []))]


class WeightsForm(PlainForm):
    """`now` are the weights of the next generation, as it was shown; only saving needs a reason."""

    why = LineField(label=_("Why"), max_length=LONGEST_WHY, help_text=_("It goes into the audit trail."))
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 (as Django has it)
        now: Mapping[str, int],
        seen: int,
        step: str = SAVE,
        **kwargs: Any,  # noqa: ANN401 (as Django has it)
    ) -> None:
        super().__init__(*args, **{"initial": {**now, "seen": seen}, **kwargs})
        self.fields["why"].required = step == SAVE
        weights = {
            name: forms.IntegerField(
                label=str(CRITERION_LABELS[name]), min_value=0, max_value=LARGEST_WEIGHT, initial=0
            )
            for name in offered_criteria()
        }
        self.fields = {**weights, **self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if all(cleaned.get(name) == 0 for name in SUBJECT):
            self.add_error(
                "theme",
                _(
                    "“Themes” and “What both postings say” cannot both weigh 0: without a subject in common nothing would be"
                    " suggested."
                ),
            )
        return cleaned

    @property
    def has_weights(self) -> bool:
        """Whether the weights can be previewed, whatever else is wrong."""
        return self.is_bound and all(name in self.cleaned_data for name in offered_criteria())

    @property
    def weights(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in offered_criteria()}

    @property
    def signature(self) -> str:
        """The weights as the page sends them back: what is saved is what was previewed."""
        return "-".join(map(str, self.weights.values()))

    @property
    def weighs_meaning(self) -> bool:
        return MEANING.id in self.fields

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in offered_criteria()]
