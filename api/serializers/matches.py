from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from matching.models import Decision
from matching.services import stored_parts


class PartSerializer(serializers.Serializer[Any]):
    criterion = serializers.CharField(help_text=_("Code of the criterion; new ones may be added."))
    points = serializers.IntegerField(
        allow_null=True,
        help_text=_("Null: not stated by a party, left out of the score."),
    )
    max_points = serializers.IntegerField(help_text=_("The most that the criterion can give."))


class MatchSerializer(serializers.ModelSerializer[Decision]):
    """An accepted match with the score as it was when the secretariat accepted it."""

    offer = serializers.CharField(source="offer.reference", help_text=_("Reference of the offer"))
    need = serializers.CharField(source="need.reference", help_text=_("Reference of the need"))
    offer_status = serializers.CharField(
        source="offer.status", help_text=_("Status of the offer now; new values may be added.")
    )
    need_status = serializers.CharField(
        source="need.status", help_text=_("Status of the need now; new values may be added.")
    )
    accepted_at = serializers.DateTimeField(
        source="at", help_text=_("When the secretariat accepted it, in UTC.")
    )
    parts = serializers.SerializerMethodField(
        help_text=_("What each criterion gave, as it was when the match was accepted.")
    )
    generation = serializers.IntegerField(
        source="generation.number",
        help_text=_("Number of the settings under which the score was computed."),
    )

    class Meta:
        model = Decision
        fields = (
            "reference",
            "offer",
            "need",
            "offer_status",
            "need_status",
            "accepted_at",
            "score",
            "parts",
            "modality",
            "modality_reason",
            "generation",
            "offer_revision",
            "need_revision",
        )
        extra_kwargs = {
            "reference": {"help_text": _("The public name of the match.")},
            "score": {"help_text": _("From 0 to 1000, derived from the parts.")},
            "modality": {"help_text": _("Computed from the parties on the day; new values may be added.")},
            "modality_reason": {"help_text": _("Code of the rule that gave the modality.")},
            "offer_revision": {"help_text": _("Revision of the offer that was decided about.")},
            "need_revision": {"help_text": _("Revision of the need that was decided about.")},
        }

    @extend_schema_field(PartSerializer(many=True))
    def get_parts(self, decision: Decision) -> list[dict[str, Any]]:
        parts = PartSerializer(stored_parts(decision), many=True)
        return [dict(part) for part in parts.data]
