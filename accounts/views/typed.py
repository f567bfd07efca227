"""What a person typed and nobody has judged yet: any page with a form shows it again as it was.

The page's template has the language buttons and accounts/_form_owner.html; its view asks `typed_before` first.
"""

from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.urls import translate_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import take_kept_form

AnyForm = TypeVar("AnyForm", bound=BaseForm)


def typed_before(request: HttpRequest) -> QueryDict | None:
    """Give what was typed where the form is only to be shown again: in another language, or after a session that ended.

    Whoever comes back is told what became of the form.
    """
    if _switches_language(request):
        return request.POST
    key = request.GET.get("kept", "")
    if request.method != "GET" or not key or not isinstance(request.user, User):
        return None
    kept = take_kept_form(key=key, user=request.user, at=timezone.now())
    if kept is None:
        messages.warning(
            request,
            _(
                "What you had typed before signing in is no longer kept: it is there for one hour, for the same person."
            ),
        )
    else:
        messages.success(
            request,
            _("Your session had expired. What you had typed is back; nothing has been saved yet."),
        )
    return kept


def show_again(form: AnyForm, typed: QueryDict) -> AnyForm:
    """Fill a form that was made without data with what was typed, and judge nothing."""
    for name, field in form.fields.items():
        if not field.disabled:
            form.initial[name] = field.widget.value_from_datadict(typed, {}, form.add_prefix(name))
    return form


def _switches_language(request: HttpRequest) -> bool:
    """Go on in the language whose button sent the form, under that language's address, so that it is sent there."""
    language = request.POST.get("_language", "")
    if language not in dict(settings.LANGUAGES):
        return False
    request.path = translate_url(request.path, language)
    request.path_info = request.path.removeprefix(request.META.get("SCRIPT_NAME", ""))
    translation.activate(language)
    request.LANGUAGE_CODE = language
    return True
