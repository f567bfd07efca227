from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import User
from accounts.querysets import access_of
from notices.services import count_unread


def describe_site(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page shows: the reader's access and unread notices, the languages, the request id."""
    user: User | AnonymousUser = getattr(request, "user", AnonymousUser())
    signed_in = user.is_authenticated
    return {
        "access": access_of(user) if signed_in else None,
        "unread_notices": count_unread(user) if signed_in else 0,
        "site_languages": [code for code, _name in settings.LANGUAGES],
        "request_id": request.META.get("REQUEST_ID", ""),
    }
