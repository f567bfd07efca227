from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User

LIVES = (
    (90, _("Three months")),
    (365, _("One year")),
    (730, _("Two years")),
)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Where the token will be used, for example: cooperation portal of the ministry."),
    )
    membership = forms.ModelChoiceField(
        Membership.objects.none(), label=_("Acts as"),
        help_text=_("The token sees what this membership sees and ends with it."),
    )
    life = forms.TypedChoiceField(label=_("Valid for"), choices=LIVES, coerce=lambda days: timedelta(days=int(days)), initial=365)

    def __init__(self, *args: Any, user: User, on: Any, **kwargs: Any) -> None:  # noqa: ANN401 (Django's options)
        super().__init__(*args, **kwargs)
        field = self.fields["membership"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        field.queryset = user.memberships.current(on).select_related("institution")
        field.initial = field.queryset.first()
