import zoneinfo
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.choices import ACTION_LABELS, Role
from accounts.models import User
from accounts.querysets import AuditEntryQuerySet
from directory.forms import DayField, LineField
from directory.models import Institution
from mail.choices import Language

# The trail begins later.
FIRST_DAY = date(1990, 1, 1)
MOST_PASSWORD_CHARACTERS = 128
CONTEXT_WORDS = ("cooperanet",)
# Shorter parts of a name ("Ana", "de") stand in too many honest passwords.
FEWEST_NAME_CHARACTERS = 4
# Zones of the hemisphere and of its partners come first in no list: the reader searches by city.
TIME_ZONES = tuple(
    (name, name.replace("_", " "))
    for name in sorted(zoneinfo.available_timezones())
    if name == "UTC"
    or name.split("/")[0]
    in {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)


class MaximumLengthValidator:
    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 (Django's signature)
        if len(password) > MOST_PASSWORD_CHARACTERS:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return ngettext(
            "The password has at most %(number)d character.",
            "The password has at most %(number)d characters.",
            MOST_PASSWORD_CHARACTERS,
        ) % {"number": MOST_PASSWORD_CHARACTERS}


class ContextWordValidator:
    """Refuses the portal's name and the person's own name or address as part of a password."""

    def validate(self, password: str, user: User | None = None) -> None:
        folded = password.casefold()
        if any(word in folded for word in self._words(user)):
            raise ValidationError(
                _("The password must not contain the name of the portal, your own name or your address."),
                code="password_context_word",
            )

    def get_help_text(self) -> str:
        return gettext("It must not contain the name of the portal, your own name or your address.")

    def _words(self, user: User | None) -> list[str]:
        own = f"{user.full_name} {user.email.partition('@')[0]}".replace(".", " ") if user else ""
        named = [word.casefold() for word in own.split() if len(word) >= FEWEST_NAME_CHARACTERS]
        return [*CONTEXT_WORDS, *named]


class SignInForm(AuthenticationForm):
    username = UsernameField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    error_messages = {
        "invalid_login": _(
            "No account fits this address and password. Check both; the password minds capital letters."
        ),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (passed on as they come)
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")

    def clean_username(self) -> str:
        """One spelling per account, or a change of case would open a fresh count of failures."""
        return str(self.cleaned_data["username"]).strip().lower()


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=_("Email address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )


class NewPasswordForm(forms.Form):
    """Two fields of a new password, checked against the rules for one person."""

    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least 12 characters; a few words in a row are easy to remember. Not your name, not a common password."
        ),
    )
    repeated_password = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:  # noqa: ANN401 (passed on as they come)
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        new, repeated = cleaned.get("new_password"), cleaned.get("repeated_password")
        if new and repeated and new != repeated:
            self.add_error("repeated_password", _("The two passwords differ."))
        elif new:
            self._check_rules(new)
        return cleaned

    def _check_rules(self, password: str) -> None:
        try:
            password_validation.validate_password(password, self.person)
        except ValidationError as error:
            self.add_error("new_password", error)


class ChangePasswordForm(NewPasswordForm):
    current_password = forms.CharField(
        label=_("Current password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("current_password", "new_password", "repeated_password")

    def clean_current_password(self) -> str:
        return check_own_password(self.person, self.cleaned_data["current_password"])


class AcceptForm(NewPasswordForm):
    full_name = LineField(
        label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("full_name", "new_password", "repeated_password")


class ProfileForm(forms.ModelForm[User]):
    full_name = LineField(
        label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=TIME_ZONES)

    class Meta:
        model = User
        fields = ["full_name", "language", "time_zone"]
        labels = {"language": _("Language of pages and mail")}


class AddressForm(forms.Form):
    new_email = forms.EmailField(
        label=_("New email address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    current_password = forms.CharField(
        label=_("Current password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:  # noqa: ANN401 (passed on as they come)
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_current_password(self) -> str:
        return check_own_password(self.person, self.cleaned_data["current_password"])


def check_own_password(person: User, password: str) -> str:
    if not person.check_password(password):
        raise ValidationError(_("This is not your current password."), code="wrong_password")
    return password


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("Email address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    full_name = LineField(
        label=_("Full name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    institution = forms.ModelChoiceField(
        Institution.objects.none(), label=_("Institution"), to_field_name="code"
    )
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=Language.choices)

    def __init__(self, *args: Any, inviter: User, **kwargs: Any) -> None:  # noqa: ANN401 (passed on as they come)
        super().__init__(*args, **kwargs)
        access = inviter.access
        reach = Institution.objects.open().for_list()
        if not access.is_staff:
            reach = reach.filter(pk__in=access.focal_institution_ids)
        institution = self.fields["institution"]
        assert isinstance(institution, forms.ModelChoiceField)  # noqa: S101 (for the type checker)
        institution.queryset = reach
        # Where there is only one, there is nothing to choose.
        only = reach[0] if len(reach[:2]) == 1 else None
        institution.empty_label = None if only else gettext("Choose…")
        self.initial.setdefault("institution", only)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 (for the type checker)
        role.choices = [(value, Role(value).label) for value in access.grantable_roles]
        self.initial.setdefault("role", Role.OFFICIAL)


class EndForm(forms.Form):
    reason = LineField(label=_("Reason"), max_length=500, required=False)


class AuditFilterForm(forms.Form):
    hides_optional = True

    person = forms.CharField(label=_("Person"), max_length=150, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    action = forms.ChoiceField(label=_("Action"), required=False)
    since = DayField(label=_("From"), required=False, first=FIRST_DAY, years_ahead=1)
    until = DayField(label=_("Until"), required=False, first=FIRST_DAY, years_ahead=1)

    def __init__(self, *args: Any, actions: list[str], **kwargs: Any) -> None:  # noqa: ANN401 (passed on as they come)
        super().__init__(*args, **kwargs)
        action = self.fields["action"]
        assert isinstance(action, forms.ChoiceField)  # noqa: S101 (for the type checker)
        action.choices = [
            ("", _("All actions")),
            *((name, ACTION_LABELS.get(name, name)) for name in actions),
        ]

    def narrow(self, entries: AuditEntryQuerySet) -> AuditEntryQuerySet:
        """Apply what is valid; a value that is not is shown with its error and filters nothing."""
        lookups = {
            "person": "actor_label__icontains",
            "subject": "subject__icontains",
            "action": "action",
            "since": "at__date__gte",
            "until": "at__date__lte",
        }
        chosen = self.cleaned_data if self.is_bound else {}
        return entries.filter(**{lookups[name]: value for name, value in chosen.items() if value})
