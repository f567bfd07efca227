"""What every page of a posting shares: the twin's model, its templates and who is reading."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.generic import View

from accounts.models import AuditEntry, User
from accounts.querysets import Access, access_of
from postings.models import Posting
from postings.querysets import PostingQuerySet

# In the address of a form: show beside the fields what keeps the posting from being sent.
CHECK = "check"


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

    def show_gaps(self, posting: Posting) -> HttpResponse:
        """Lead to the form, which says beside its fields what is missing or wrong."""
        return redirect(f"{reverse(f'{posting.url_namespace}:edit', args=[posting.reference])}?{CHECK}=1")

    def last_change(self, posting: Posting) -> dict[str, Any]:
        """Say who saved it last and when, for whoever was overtaken."""
        entries = AuditEntry.objects.filter(subject=posting.reference).select_related("actor")
        last = entries.order_by("-at", "-pk").first()
        return {"changed_by": last.actor if last else None, "changed_at": posting.updated_at}
