"""Lists: what the reader may see, and what is one's own."""

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from postings.choices import Status
from postings.filters import PostingFilterSet
from postings.querysets import PostingQuerySet
from postings.views.base import PostingView
from postings.workflow import SHOWN
from vocabulary.services import search_query

PAGE_SIZE = 20
# Parameters of the page beside the filters.
PAGE_PARAMETERS = ("page", "sort")

SORTS: dict[str, tuple[str | Promise, tuple[Any, ...]]] = {
    "newest": (
        pgettext_lazy("order of a list", "Newest"),
        (F("published_at").desc(nulls_last=True), "-pk"),
    ),
    "changed": (
        pgettext_lazy("order of a list", "Recently changed"),
        ("-updated_at", "-pk"),
    ),
    "ending": (pgettext_lazy("order of a list", "Ending soon"), ("expires_on", "pk")),
}


@dataclass(frozen=True)
class SortLink:
    code: str
    label: str | Promise
    is_current: bool


@dataclass(frozen=True)
class Tab:
    code: str
    label: str | Promise
    count: int
    is_current: bool


@method_decorator(login_not_required, name="dispatch")
class PostingListView(PostingView):
    template = "list"
    filterset_class: ClassVar[type[PostingFilterSet]]

    def get(self, request: HttpRequest) -> HttpResponse:
        visible = self.model.objects.visible_to(request.user).shown()
        if not self._asks_for_status():
            visible = visible.live()
        filterset = self.filterset_class(request.GET, queryset=visible)
        filterset.form.is_valid()
        rows = cast("PostingQuerySet", filterset.qs)
        paginator = Paginator(self._sort(rows).for_list(), PAGE_SIZE)
        return self.show(
            {
                "filterset": filterset,
                "page": paginator.get_page(request.GET.get("page")),
                "total": visible.count(),
                "ignored": filterset.unknown_parameters(PAGE_PARAMETERS),
                "chosen": self._chosen(filterset),
                "folded": [
                    filterset.form[name] for name in filterset.form.fields if name not in {"q", "theme"}
                ],
                "theme_groups": self._theme_groups(filterset),
                "sorts": self._sort_links(),
                "may_write": self.access.may_write,
            }
        )

    def _theme_groups(self, filterset: PostingFilterSet) -> list[dict[str, Any]]:
        """Count for each theme the postings that it would leave; one that leaves none is left out."""
        counts, chosen = (
            filterset.count_by_theme(),
            set(self.request.GET.getlist("theme")),
        )
        field = filterset.form.fields["theme"]
        groups = []
        for area, options in getattr(field, "choices", ()):
            themes = [
                {
                    "code": code,
                    "label": label,
                    "count": counts.get(code, 0),
                    "is_chosen": code in chosen,
                }
                for code, label in options
                if counts.get(code) or code in chosen
            ]
            if themes:
                groups.append(
                    {
                        "name": area,
                        "themes": themes,
                        "is_open": any(theme["is_chosen"] for theme in themes),
                    }
                )
        return groups

    def _asks_for_status(self) -> bool:
        return bool(SHOWN & set(self.request.GET.getlist("status")))

    def _sort_code(self) -> str:
        code = self.request.GET.get("sort", "")
        if code in SORTS:
            return code
        return "" if self.request.GET.get("q", "").strip() else "newest"

    def _sort_links(self) -> list[SortLink]:
        current = self._sort_code()
        links = [SortLink(code, label, code == current) for code, (label, _order) in SORTS.items()]
        if self.request.GET.get("q", "").strip():
            links.insert(0, SortLink("", pgettext_lazy("order of a list", "Most relevant"), current == ""))
        return links

    def _sort(self, rows: PostingQuerySet) -> PostingQuerySet:
        """By the order asked for; a search without one puts first what says most about its words."""
        code = self._sort_code()
        query = "" if code else search_query(self.request.GET.get("q", "")[:200])
        if query:
            rank = SearchRank(F("search"), SearchQuery(query, config="simple", search_type="raw"))
            return rows.order_by(rank.desc(), F("published_at").desc(nulls_last=True), "-pk")
        return rows.order_by(*SORTS[code or "newest"][1])

    def _chosen(self, filterset: PostingFilterSet) -> list[dict[str, str]]:
        """Name the filters in use, each with the query that takes it away."""
        return [
            {
                "label": str(field.label),
                "value": _label_of(field, value),
                "query": self._query_without(name, value),
            }
            for name, field in filterset.form.fields.items()
            for value in self.request.GET.getlist(name)
            if value
        ]

    def _query_without(self, name: str, value: str) -> str:
        query = self.request.GET.copy()
        query.setlist(name, [kept for kept in query.getlist(name) if kept != value])
        query.pop("page", None)
        return query.urlencode()


def _label_of(field: Any, value: str) -> str:  # noqa: ANN401 (any form field)
    options: dict[str, Any] = {}
    for key, label in getattr(field, "choices", ()):
        options |= {
            str(code): text for code, text in (label if isinstance(label, (list, tuple)) else [(key, label)])
        }
    return str(options.get(value, value))


class MyPostingsView(PostingView):
    """One's own postings by who has the ball, and for a focal point what waits for endorsement."""

    template = "mine"

    def get(self, request: HttpRequest) -> HttpResponse:
        own = self.model.objects.owned_by(request.user)
        awaiting = self.model.objects.awaiting_endorsement_by(request.user)
        wanted = request.GET.get("status", "")
        rows = awaiting if wanted == "awaiting" else own
        if wanted in Status.values:
            rows = own.filter(status=wanted)
        paginator = Paginator(rows.for_list().order_by("-updated_at", "-pk"), PAGE_SIZE)
        return self.show(
            {
                "page": paginator.get_page(request.GET.get("page")),
                "tabs": self._tabs(own, awaiting, wanted),
                "status": wanted,
                "may_write": self.access.may_write,
            }
        )

    def _tabs(self, own: PostingQuerySet, awaiting: PostingQuerySet, wanted: str) -> list[Tab]:
        by_status = own.count_by_status()
        tabs = [Tab("", pgettext_lazy("needs or offers", "All"), sum(by_status.values()), wanted == "")]
        if self.access.is_focal_point:
            tabs.append(
                Tab(
                    "awaiting",
                    _("Waiting for my endorsement"),
                    awaiting.count(),
                    wanted == "awaiting",
                )
            )
        return tabs + [
            Tab(status.value, status.label, by_status[status], wanted == status)
            for status in Status
            if by_status.get(status) or wanted == status
        ]
