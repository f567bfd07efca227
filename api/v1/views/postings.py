from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from api.pagination import KeysetPagination
from api.serializers import NeedSerializer, OfferSerializer
from api.serializers.postings import posting_prefetches
from api.v1.views.base import ReadOnlyViewSet
from needs.filters import NeedFilterSet
from needs.models import Need
from offers.filters import OfferFilterSet
from offers.models import Offer


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
