"""Version 1 of what partner systems read. Everything goes through `visible_to`, as on the pages."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.viewsets import ReadOnlyModelViewSet

from api.filters import MatchFilterSet, StrictFilterBackend
from api.pagination import KeysetPagination
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
from directory.models import Country, Theme
from matching.models import Decision
from needs.filters import NeedFilterSet
from needs.models import Need
from offers.filters import OfferFilterSet
from offers.models import Offer
from workplans.models import Plan


class CodePagination(KeysetPagination):
    ordering = ("code",)


class ReferenceViewSet(ReadOnlyModelViewSet[Any]):
    filter_backends = [StrictFilterBackend]
    pagination_class = CodePagination
    lookup_field = "code"


class CountryViewSet(ReferenceViewSet):
    """Countries with their dated memberships in force today."""

    queryset = Country.objects.with_memberships()
    serializer_class = CountrySerializer


class ThemeViewSet(ReferenceViewSet):
    """Priority areas and their themes, with goals and sectors."""

    queryset = Theme.objects.select_related("parent").prefetch_related("goals", "sectors")
    serializer_class = ThemeSerializer
    lookup_value_regex = r"[\w-]+"


class PlanViewSet(ReferenceViewSet):
    """Work plans; one plan comes with its tree as a list of nodes."""

    queryset = Plan.objects.select_related("body")
    serializer_class = PlanSerializer
    lookup_value_regex = r"[\w-]+"

    def get_queryset(self) -> QuerySet[Plan]:
        rows: QuerySet[Plan] = super().get_queryset()
        return rows.prefetch_related("nodes__parent") if self.action == "retrieve" else rows

    def get_serializer_class(self) -> type[PlanSerializer]:
        return PlanDetailSerializer if self.action == "retrieve" else PlanSerializer


class PostingViewSet(ReadOnlyModelViewSet[Any]):
    """Postings that the reader may see: public ones without a token, more as the token's membership opens."""

    filter_backends = [StrictFilterBackend]
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


class OfferViewSet(PostingViewSet):
    model = Offer
    queryset = Offer.objects.none()
    serializer_class = OfferSerializer
    filterset_class = OfferFilterSet


class NeedViewSet(PostingViewSet):
    model = Need
    queryset = Need.objects.none()
    serializer_class = NeedSerializer
    filterset_class = NeedFilterSet


class MatchPagination(KeysetPagination):
    ordering = ("-at", "-pk")


class MatchViewSet(ReadOnlyModelViewSet[Decision]):
    """Matches that the secretariat accepted, between postings that the reader may see."""

    queryset = Decision.objects.none()
    serializer_class = MatchSerializer
    filter_backends = [StrictFilterBackend]
    filterset_class = MatchFilterSet
    pagination_class = MatchPagination
    lookup_field = "reference"

    def get_queryset(self) -> QuerySet[Decision]:
        return (
            Decision.objects.accepted()
            .visible_to(self.request.user)
            .select_related("offer", "need", "generation")
        )
