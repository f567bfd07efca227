from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from directory.models import Institution
from needs.models import Need, NeedText
from offers.models import Offer, OfferText
from postings.models import Posting

SHARED_FIELDS = (
    "reference", "url", "status", "revision", "original_language", "institution", "country", "themes", "goals",
    "plan_nodes", "modalities", "role", "working_languages", "interpretation_accepted", "eligible_countries",
    "eligible_groups", "preferred_countries", "preferred_groups", "delivery", "period_from", "period_until",
    "financing", "financing_note", "visibility", "expires_on", "published_at", "updated_at", "texts",
)
TEXT_FIELDS = ("language", "origin", "title", "summary", "details")


class InstitutionSerializer(serializers.ModelSerializer[Institution]):
    class Meta:
        model = Institution
        fields = ("code", "acronym", "name_en", "name_es", "name_fr", "name_pt")


class PostingSerializer(serializers.ModelSerializer[Posting]):
    """What a partner sees of a posting; contacts and drafts' leftovers are no part of it."""

    url = serializers.SerializerMethodField(help_text="The posting's page in the portal.")
    institution = InstitutionSerializer(read_only=True)
    country = serializers.CharField(
        source="institution.country.code", default=None, allow_null=True, help_text="ISO 3166-1 alpha-2 code or null.",
    )
    themes = serializers.SlugRelatedField("code", many=True, read_only=True)
    goals = serializers.SlugRelatedField("number", many=True, read_only=True)
    plan_nodes = serializers.SerializerMethodField(help_text="Plan and node, for example celac-2022:5.1.")
    eligible_countries = serializers.SlugRelatedField("code", many=True, read_only=True)
    eligible_groups = serializers.SlugRelatedField("code", many=True, read_only=True)
    preferred_countries = serializers.SlugRelatedField("code", many=True, read_only=True)
    preferred_groups = serializers.SlugRelatedField("code", many=True, read_only=True)

    def get_url(self, posting: Posting) -> str:
        url: str = self.context["request"].build_absolute_uri(posting.get_absolute_url())
        return url

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_plan_nodes(self, posting: Posting) -> list[str]:
        return [f"{node.plan.code}:{node.code}" for node in posting.plan_nodes.all()]


class OfferTextSerializer(serializers.ModelSerializer[OfferText]):
    class Meta:
        model = OfferText
        fields = TEXT_FIELDS


class NeedTextSerializer(serializers.ModelSerializer[NeedText]):
    class Meta:
        model = NeedText
        fields = (*TEXT_FIELDS, "situation", "result_wanted")


class OfferSerializer(PostingSerializer):
    texts = OfferTextSerializer(many=True, read_only=True)

    class Meta:
        model = Offer
        fields = (*SHARED_FIELDS, "kind", "capacity", "remaining_places")


class NeedSerializer(PostingSerializer):
    texts = NeedTextSerializer(many=True, read_only=True)

    class Meta:
        model = Need
        fields = (*SHARED_FIELDS, "urgency")


def posting_prefetches(prefix: str = "") -> list[str]:
    """What one page of postings reads beside the rows themselves, whatever its length."""
    relations: tuple[Any, ...] = (
        "texts", "themes", "goals", "plan_nodes__plan", "eligible_countries", "eligible_groups", "preferred_countries",
        "preferred_groups",
    )
    return [f"{prefix}{relation}" for relation in relations]
