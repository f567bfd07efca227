from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.querysets import access_of
from api.filters import MatchFilterSet
from api.pagination import KeysetPagination
from api.serializers import Explained, ExplanationSerializer, MatchSerializer
from api.v1.examples import EXPLANATION
from api.v1.views.base import ReadOnlyViewSet
from jobs.core.days import day_of_record
from matching.models import Decision
from matching.services import Explanation, explain_decisions, stored_parts


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

    @extend_schema(
        operation_id="matches_explanation",
        summary=_("Why an accepted match scored as it did, as it was when it was accepted"),
        responses=ExplanationSerializer,
        examples=[
            OpenApiExample("explanation", summary=_("The explanation of a match"), value=EXPLANATION),
        ],
    )
    @action(detail=True)
    def explanation(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ANN401 (the route's)
        decision = self.get_object()
        seen = Decision.objects.visible_to(request.user).filter(pk=decision.pk)
        explanation = (
            explain_decisions([decision], on=day_of_record(timezone.now()))[0]
            if access_of(request.user).is_staff or seen.exists()
            # Evidence quotes both postings: a party that no longer sees one keeps the points alone.
            else Explanation(stored_parts(decision), (), is_stored=False)
        )
        return Response(ExplanationSerializer(Explained(decision, explanation)).data)
