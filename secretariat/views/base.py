"""Who is at the desk."""

from django.http import Http404, HttpRequest

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
