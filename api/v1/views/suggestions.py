"""Suggestions with their explanations: for the two parties and the secretariat, as on the pages."""

from typing import Any

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view

from api.filters import SuggestionFilterSet
from api.pagination import KeysetPagination
from api.serializers import Explained, SuggestionSerializer
from api.v1.examples import SUGGESTION
from api.v1.views.base import ReadOnlyViewSet
from jobs.core.days import day_of_record
from matching.models import Match
from matching.services import explain_matches, find_obstacles

EXAMPLE = OpenApiExample(
    "suggestion", summary=_("A suggestion with all that is told of it"), value=SUGGESTION
)


class SuggestionPagination(KeysetPagination):
    keys = ("need_reference", "offer_reference")


@extend_schema_view(
    list=extend_schema(
        summary=_("Pairs that the portal suggests for your postings, each with its explanation")
    ),
    retrieve=extend_schema(summary=_("One suggested pair with its explanation"), examples=[EXAMPLE]),
)
class SuggestionViewSet(ReadOnlyViewSet):
    queryset = Match.objects.none()
    serializer_class = SuggestionSerializer
    filterset_class = SuggestionFilterSet
    pagination_class = SuggestionPagination
    lookup_field = "reference"
    lookup_value_regex = "NE-[0-9]{4}-[0-9]{4,}_OF-[0-9]{4}-[0-9]{4,}"

    def get_queryset(self) -> QuerySet[Match]:
        suggested = Match.objects.current().suggested_to(self.request.user).open().for_cards()
        named = suggested.annotate(need_reference=F("need__reference"), offer_reference=F("offer__reference"))
        return named.select_related("generation").defer("generation__frozen")

    def paginate_queryset(self, queryset: Any) -> list[Any] | None:  # noqa: ANN401 (the stubs allow any sequence)
        page = super().paginate_queryset(queryset)
        return None if page is None else _explain(list(page))

    def get_object(self) -> Any:  # noqa: ANN401 (the stubs expect a row)
        need, _mark, offer = self.kwargs["reference"].partition("_")
        rows = self.filter_queryset(self.get_queryset())
        match = get_object_or_404(rows, need__reference=need, offer__reference=offer)
        return _explain([match])[0]


def _explain(matches: list[Match]) -> list[Explained]:
    explained = explain_matches(matches, on=day_of_record(timezone.now()))
    return [
        Explained(
            match,
            explanation,
            tuple(code for code in find_obstacles(match) if code not in match.blockers),
        )
        for match, explanation in zip(matches, explained, strict=True)
    ]
