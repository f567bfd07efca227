from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from directory.forms import LineField

LIVES = (
    (90, _("Three months")),
    (365, _("One year")),
    (730, _("Two years")),
)


class MembershipField(forms.ModelChoiceField[Membership]):
    """The person is the reader, so a membership is named by its role and place."""

    def label_from_instance(self, obj: Membership) -> str:
        return f"{obj.get_role_display()} · {obj.institution}"


class TokenForm(forms.Form):
    name = LineField(
        label=_("Name"),
        max_length=80,
        help_text=_("Where the token will be used, for example: cooperation portal of the ministry."),
    )
    membership = MembershipField(
        Membership.objects.none(),
        to_field_name="key",
        label=_("Acts as"),
        help_text=_("The token sees what this membership sees and ends with it."),
    )
    life = forms.TypedChoiceField(
        label=_("Valid for"),
        choices=LIVES,
        coerce=lambda days: timedelta(days=int(days)),
        initial=365,
    )
    # A browser that reloads a page must not put an old key into the new form.
    form_key = forms.UUIDField(widget=forms.HiddenInput({"autocomplete": "off"}), initial=uuid4)

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:  # noqa: ANN401 (Django's options)
        super().__init__(*args, **kwargs)
        field = self.fields["membership"]
        assert isinstance(field, MembershipField)  # noqa: S101 (for the type checker)
        held = user.memberships.current(on).select_related("institution")
        field.queryset = held.order_by("pk")
        self.initial.setdefault("membership", field.queryset.first())
