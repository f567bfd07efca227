from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view

from api.filters import MatchFilterSet
from api.pagination import KeysetPagination
from api.serializers import MatchSerializer
from api.v1.views.base import ReadOnlyViewSet
from matching.models import Decision


class MatchPagination(KeysetPagination):
    keys = ("at", "reference")


@extend_schema_view(
    list=extend_schema(
        summary=_("Accepted matches of your own, and those between postings that you may see, newest first")
    ),
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
        accepted, reader = Decision.objects.accepted(), self.request.user
        # A party keeps what was agreed, also when a posting is no longer shown to others.
        told = accepted.visible_to(reader) | accepted.concerning(reader)
        return told.select_related("offer", "need", "generation").defer("generation__frozen")
