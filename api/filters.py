from typing import Any

import django_filters
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.extensions import OpenApiFilterExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.views import APIView

from api.pagination import PARAMETERS
from matching.models import Decision, Match
from postings.filters import MomentFilter


def refuse_unknown(request: Request, known: frozenset[str]) -> None:
    """A parameter that nobody reads is refused, never ignored; so is a token in the address."""
    message = ErrorDetail(_("This parameter is not known here."), "unknown_parameter")
    unknown = {name: [message] for name in request.query_params if name not in known}
    if unknown:
        raise ValidationError(unknown)


class StrictFilterBackend(DjangoFilterBackend):
    """The pages' own filter sets; a single row takes no parameter at all."""

    def filter_queryset(self, request: HttpRequest, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        assert isinstance(request, Request)  # noqa: S101 (the stubs name the wrong class)
        assert isinstance(view, GenericAPIView)  # noqa: S101 (for the type checker)
        if view.lookup_field in view.kwargs:
            refuse_unknown(request, frozenset())
            return queryset
        filter_class = self.get_filterset_class(view, queryset)
        names = filter_class.get_filters() if filter_class else ()
        refuse_unknown(request, PARAMETERS.union(names))
        filtered: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return filtered


class FilterParameters(OpenApiFilterExtension):  # type: ignore[no-untyped-call]
    """Describes filters by themselves alone: choices that stand in the database are not read for the schema."""

    target_class = "api.filters.StrictFilterBackend"
    priority = 1

    def get_schema_operation_parameters(
        self,
        auto_schema: AutoSchema,
        *_args: Any,  # noqa: ANN401 (the extension's signature)
        **_kwargs: Any,  # noqa: ANN401 (likewise)
    ) -> list[dict[str, Any]]:
        if not auto_schema._is_list_view():  # noqa: SLF001 (the generator offers no other way)
            return []
        filter_class = getattr(auto_schema.view, "filterset_class", None)
        filters = filter_class.base_filters if filter_class else {}
        return [
            {
                "name": name,
                "in": "query",
                "description": str(row.label),
                **_describe_values(row),
            }
            for name, row in filters.items()
        ]


def _describe_values(row: django_filters.Filter) -> dict[str, Any]:
    if isinstance(row, django_filters.IsoDateTimeFilter):
        return {"schema": {"type": "string", "format": "date-time"}}
    if not isinstance(row, django_filters.MultipleChoiceFilter):
        return {"schema": {"type": "string"}}
    value: dict[str, Any] = {"type": "string"}
    choices = row.extra["choices"]
    if not callable(choices):
        value["enum"] = [code for code, _label in choices]
    return {
        "schema": {"type": "array", "items": value},
        "style": "form",
        "explode": True,
    }


def _reference(label: Any, column: str, prefix: str) -> django_filters.CharFilter:  # noqa: ANN401 (a lazy string)
    shape = RegexValidator(
        rf"^{prefix}-[0-9]{{4}}-[0-9]{{4,}}\Z",
        gettext_lazy("This is not a reference of the portal."),
        code="invalid_reference",
    )
    return django_filters.CharFilter(column, label=label, validators=[shape])


class MatchFilterSet(django_filters.FilterSet):
    offer = _reference(gettext_lazy("Reference of the offer"), "offer__reference", "OF")
    need = _reference(gettext_lazy("Reference of the need"), "need__reference", "NE")
    accepted_since = MomentFilter("at", label=gettext_lazy("Accepted since"), lookup_expr="gte")

    class Meta:
        model = Decision
        fields: tuple[str, ...] = ()


class SuggestionFilterSet(django_filters.FilterSet):
    offer = _reference(gettext_lazy("Reference of the offer"), "offer__reference", "OF")
    need = _reference(gettext_lazy("Reference of the need"), "need__reference", "NE")

    class Meta:
        model = Match
        fields: tuple[str, ...] = ()
