from datetime import UTC
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from api.filters import StrictFilterBackend, refuse_unknown
from api.problems import VARY
from api.schema import read_document


class ApiView(APIView):
    """Times are UTC, whoever's browser asks; every answer says what it depends on."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 (the route's)
        with timezone.override(UTC):
            return super().dispatch(request, *args, **kwargs)

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {**super().default_response_headers, "Vary": ", ".join(VARY)}


class SchemaView(ApiView):
    """The OpenAPI document, in the language asked for."""

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        refuse_unknown(request, frozenset())
        return Response(read_document(get_language() or "en"))


class ReadOnlyViewSet(ApiView, ReadOnlyModelViewSet[Any]):
    filter_backends = [StrictFilterBackend]
