from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from api.pagination import KeysetPagination
from matching.models import Decision

PAGING = frozenset({KeysetPagination.cursor_query_param, KeysetPagination.page_size_query_param})


class StrictFilterBackend(DjangoFilterBackend):
    """The pages' own filter sets; a parameter that none of them knows is refused, never ignored."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        filter_class = self.get_filterset_class(view, queryset)
        known = PAGING | (set(filter_class.get_filters()) if filter_class else set())
        unknown = {name: [_("This parameter is not known here.")] for name in request.query_params if name not in known}
        if unknown:
            raise ValidationError(unknown)
        filtered: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return filtered


class MatchFilterSet(django_filters.FilterSet):
    offer = django_filters.CharFilter("offer__reference")
    need = django_filters.CharFilter("need__reference")
    accepted_since = django_filters.IsoDateTimeFilter("at", lookup_expr="gte")

    class Meta:
        model = Decision
        fields: tuple[str, ...] = ()
