"""What every page of a posting shares: the twin's model, its templates and who is reading."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import translate_url
from django.utils import translation
from django.views.generic import View

from accounts.models import User
from accounts.querysets import Access, access_of
from postings.models import Posting
from postings.querysets import PostingQuerySet


class PostingView(View):
    """A concrete view names `model`; its templates stand in the folder of the twin."""

    model: ClassVar[type[Posting]]
    template: ClassVar[str]

    @property
    def person(self) -> User:
        user = self.request.user
        if not isinstance(user, User):
            raise PermissionDenied
        return user

    @property
    def access(self) -> Access:
        return access_of(self.request.user)

    def find(self, rows: PostingQuerySet, reference: str) -> Posting:
        """Fetch among the rows that the reader may have: hidden and unknown are the same 404."""
        return get_object_or_404(rows, reference=reference)

    def show(self, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
        namespace = self.model.url_namespace
        return render(
            self.request,
            f"{namespace}/{self.template}.html",
            {"namespace": namespace, "kind": self.model.__name__.lower(), **context},
            status=status,
        )

    def switched_language(self) -> str:
        """Name the language of the button that sent the form; empty where it was another button."""
        language = self.request.POST.get("_language", "")
        return language if language in dict(settings.LANGUAGES) else ""

    def switch_to(self, language: str) -> None:
        """Go on in another language under that language's address, so that the form is sent there."""
        self.request.path = translate_url(self.request.path, language)
        self.request.path_info = self.request.path.removeprefix(self.request.META.get("SCRIPT_NAME", ""))
        translation.activate(language)
        self.request.LANGUAGE_CODE = language
