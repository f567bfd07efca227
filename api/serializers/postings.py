from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.reference import NamesField
from directory.models import Institution
from needs.models import Need, NeedText
from offers.models import Offer, OfferText
from postings.choices import Status
from postings.models import Posting
from postings.workflow import SHOWN

SHARED_FIELDS = (
    "reference",
    "url",
    "status",
    "revision",
    "original_language",
    "institution",
    "country",
    "themes",
    "goals",
    "plan_nodes",
    "modalities",
    "role",
    "working_languages",
    "interpretation_accepted",
    "eligible_countries",
    "eligible_groups",
    "preferred_countries",
    "preferred_groups",
    "delivery",
    "period_from",
    "period_until",
    "financing",
    "financing_note",
    "visibility",
    "expires_on",
    "published_at",
    "updated_at",
    "texts",
)
SHARED_OPTIONS: dict[str, dict[str, Any]] = {
    "reference": {"help_text": _("The public name of the posting; it never changes.")},
    "revision": {"help_text": _("Rises with every change that partners can see.")},
    "original_language": {"help_text": _("Language of the text that people wrote.")},
    "delivery": {"help_text": _("Where the work takes place; empty: not stated.")},
    "financing": {"help_text": _("Who pays, of the two parties; empty: not stated.")},
    "modalities": {"help_text": _("Modalities accepted; empty: each.")},
    "role": {"help_text": _("The role that the institution takes.")},
    "working_languages": {"help_text": _("Languages in which the work can be done.")},
    "period_from": {"help_text": _("First day on which it is available or wanted.")},
    "period_until": {"help_text": _("Last day on which it is available or wanted.")},
    "visibility": {"help_text": _("Who may see the posting.")},
    "expires_on": {"help_text": _("Last day on which the posting is open.")},
    "published_at": {"help_text": _("First publication, in UTC.")},
    "updated_at": {"help_text": _("Last change, in UTC.")},
}
TEXTS = _("One text per language; its origin is original, human or machine.")
TEXT_FIELDS = ("language", "origin", "title", "summary", "details")


class InstitutionSerializer(serializers.ModelSerializer[Institution]):
    name = NamesField("name")

    class Meta:
        model = Institution
        fields = ("code", "acronym", "name")


def _codes(column: str, help_text: Any) -> serializers.SlugRelatedField[Any]:  # noqa: ANN401 (a lazy string)
    return serializers.SlugRelatedField(column, many=True, read_only=True, help_text=help_text)


class PostingSerializer(serializers.ModelSerializer[Posting]):
    """What a partner sees of a posting; contacts and drafts' leftovers are no part of it."""

    url = serializers.SerializerMethodField(help_text=_("The page of the posting in the portal."))
    institution = InstitutionSerializer(read_only=True, help_text=_("Whose posting it is."))
    country = serializers.CharField(
        source="institution.country.code",
        default=None,
        allow_null=True,
        read_only=True,
        help_text=_("ISO 3166-1 alpha-2 code; null for a body without a country."),
    )
    status = serializers.ChoiceField(
        [(status.value, status.label) for status in Status if status in SHOWN],
        read_only=True,
        help_text=_("Only what is published takes part in matching."),
    )
    themes = _codes("code", _("Codes of themes."))
    goals = _codes("number", _("Numbers of Sustainable Development Goals."))
    plan_nodes = serializers.SerializerMethodField(help_text=_("Plan and node, for example celac-2022:5.1."))
    eligible_countries = _codes("code", _("Codes of countries; empty: all."))
    eligible_groups = _codes("code", _("Codes of groups of countries."))
    preferred_countries = _codes("code", _("Codes of countries."))
    preferred_groups = _codes("code", _("Codes of groups of countries."))

    @extend_schema_field({"type": "string", "format": "uri"})
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
    texts = OfferTextSerializer(many=True, read_only=True, help_text=TEXTS)

    class Meta:
        model = Offer
        fields = (*SHARED_FIELDS, "kind", "capacity", "remaining_places")
        extra_kwargs = SHARED_OPTIONS | {
            "kind": {"help_text": _("What is offered.")},
            "remaining_places": {"help_text": _("Places of the capacity that are still free.")},
        }


class NeedSerializer(PostingSerializer):
    texts = NeedTextSerializer(many=True, read_only=True, help_text=TEXTS)

    class Meta:
        model = Need
        fields = (*SHARED_FIELDS, "urgency")
        extra_kwargs = SHARED_OPTIONS | {
            "urgency": {"help_text": _("How soon it is needed.")},
        }


def posting_prefetches(prefix: str = "") -> list[str]:
    """What one page of postings reads beside the rows themselves, whatever its length."""
    relations: tuple[Any, ...] = (
        "texts",
        "themes",
        "goals",
        "plan_nodes__plan",
        "eligible_countries",
        "eligible_groups",
        "preferred_countries",
        "preferred_groups",
    )
    return [f"{prefix}{relation}" for relation in relations]
