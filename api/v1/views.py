"""Version 1 of what partner systems read. Everything goes through `visible_to`, as on the pages."""

from datetime import UTC
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from api.filters import MatchFilterSet, StrictFilterBackend, refuse_unknown
from api.pagination import KeysetPagination
from api.problems import VARY
from api.schema import read_document
from api.serializers import (
    CountrySerializer,
    MatchSerializer,
    NeedSerializer,
    OfferSerializer,
    PlanDetailSerializer,
    PlanSerializer,
    ThemeSerializer,
)
from api.serializers.postings import posting_prefetches
from api.serializers.reference import plan_tree
from directory.models import Country, Theme
from matching.models import Decision
from needs.filters import NeedFilterSet
from needs.models import Need
from offers.filters import OfferFilterSet
from offers.models import Offer
from workplans.models import Plan


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


class CodePagination(KeysetPagination):
    descending = False
    keys = ("code",)


class ReferenceViewSet(ReadOnlyViewSet):
    pagination_class = CodePagination
    lookup_field = "code"
    lookup_value_regex = "[a-z0-9-]+"


@extend_schema_view(
    list=extend_schema(summary=_("Countries with their memberships in force today")),
    retrieve=extend_schema(summary=_("One country")),
)
class CountryViewSet(ReferenceViewSet):
    queryset = Country.objects.with_memberships()
    serializer_class = CountrySerializer
    lookup_value_regex = "[A-Z]{2}"


@extend_schema_view(
    list=extend_schema(summary=_("Priority areas and their themes, with goals and sectors")),
    retrieve=extend_schema(summary=_("One area or theme")),
)
class ThemeViewSet(ReferenceViewSet):
    queryset = Theme.objects.select_related("parent").prefetch_related("goals", "sectors")
    serializer_class = ThemeSerializer


@extend_schema_view(
    list=extend_schema(summary=_("Work plans")),
    retrieve=extend_schema(summary=_("One work plan with the nodes of its tree")),
)
class PlanViewSet(ReferenceViewSet):
    queryset = Plan.objects.select_related("body")
    serializer_class = PlanSerializer

    def get_queryset(self) -> QuerySet[Plan]:
        rows: QuerySet[Plan] = super().get_queryset()
        return rows if self.action == "list" else rows.prefetch_related(plan_tree())

    def get_serializer_class(self) -> type[PlanSerializer]:
        return PlanSerializer if self.action == "list" else PlanDetailSerializer


class PostingViewSet(ReadOnlyViewSet):
    """Postings that the reader may see: public ones without a token, more as the token's membership opens."""

    pagination_class = KeysetPagination
    lookup_field = "reference"
    model: Any

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = (
            self.model.objects.visible_to(self.request.user)
            .shown()
            .select_related("institution__country")
            .prefetch_related(*posting_prefetches())
        )
        return rows


@extend_schema_view(
    list=extend_schema(summary=_("Offers that you may see, newest first")),
    retrieve=extend_schema(summary=_("One offer")),
)
class OfferViewSet(PostingViewSet):
    model = Offer
    queryset = Offer.objects.none()
    serializer_class = OfferSerializer
    filterset_class = OfferFilterSet
    lookup_value_regex = "OF-[0-9]{4}-[0-9]{4,}"


@extend_schema_view(
    list=extend_schema(summary=_("Needs that you may see, newest first")),
    retrieve=extend_schema(summary=_("One need")),
)
class NeedViewSet(PostingViewSet):
    model = Need
    queryset = Need.objects.none()
    serializer_class = NeedSerializer
    filterset_class = NeedFilterSet
    lookup_value_regex = "NE-[0-9]{4}-[0-9]{4,}"


class MatchPagination(KeysetPagination):
    keys = ("at", "reference")


@extend_schema_view(
    list=extend_schema(summary=_("Accepted matches between postings that you may see, newest first")),
    retrieve=extend_schema(summary=_("One accepted match")),
)
class MatchViewSet(ReadOnlyViewSet):
    queryset = Decision.objects.none()
    serializer_class = MatchSerializer
    filterset_class = MatchFilterSet
    pagination_class = MatchPagination
    lookup_field = "reference"
    lookup_value_regex = "MA-[0-9]{4}-[0-9]{4,}"

    def get_queryset(self) -> QuerySet[Decision]:
        return (
            Decision.objects.accepted()
            .visible_to(self.request.user)
            .select_related("offer", "need", "generation")
            .defer("generation__frozen")
        )
