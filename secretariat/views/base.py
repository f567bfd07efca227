"""Who is at the desk, and the language switch of its forms."""

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import translate_url
from django.utils import translation

from accounts.models import User
from accounts.querysets import access_of

READING = frozenset({"GET", "HEAD", "OPTIONS"})
PAGE_SIZE = 20


def staff_of(request: HttpRequest) -> User:
    """Let the secretariat in, and administrators to read; for everybody else there is no such page."""
    user = request.user
    access = access_of(user)
    may_enter = access.is_secretariat or (access.is_administrator and request.method in READING)
    if not isinstance(user, User) or not may_enter:
        raise Http404
    return user


def switches_language(request: HttpRequest) -> bool:
    """Go on in the language whose button sent the form, so that it is shown again with all that was typed."""
    language = request.POST.get("_language", "")
    if language not in dict(settings.LANGUAGES):
        return False
    request.path = translate_url(request.path, language)
    request.path_info = request.path.removeprefix(request.META.get("SCRIPT_NAME", ""))
    translation.activate(language)
    request.LANGUAGE_CODE = language
    return True
