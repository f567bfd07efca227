from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from matching.models import Decision
from matching.services import stored_parts


class PartSerializer(serializers.Serializer[Any]):
    criterion = serializers.CharField()
    points = serializers.IntegerField(allow_null=True, help_text="Null: not stated by a party, left out of the score.")
    max_points = serializers.IntegerField()


class MatchSerializer(serializers.ModelSerializer[Decision]):
    """An accepted match with the score as it was when the secretariat accepted it."""

    offer = serializers.CharField(source="offer.reference")
    need = serializers.CharField(source="need.reference")
    accepted_at = serializers.DateTimeField(source="at")
    parts = serializers.SerializerMethodField(help_text="The score is the sum of points over the sum of max_points.")
    generation = serializers.IntegerField(source="generation.number")

    class Meta:
        model = Decision
        fields = (
            "reference", "offer", "need", "accepted_at", "score", "parts", "modality", "modality_reason", "generation",
            "offer_revision", "need_revision",
        )

    @extend_schema_field(PartSerializer(many=True))
    def get_parts(self, decision: Decision) -> list[dict[str, Any]]:
        return [dict(part) for part in PartSerializer(stored_parts(decision), many=True).data]
