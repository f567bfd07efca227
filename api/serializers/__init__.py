from api.serializers.explanations import Explained, ExplanationSerializer, SuggestionSerializer
from api.serializers.matches import MatchSerializer
from api.serializers.postings import NeedSerializer, OfferSerializer
from api.serializers.reference import (
    CountrySerializer,
    PlanDetailSerializer,
    PlanSerializer,
    ThemeSerializer,
)

__all__ = [
    "CountrySerializer",
    "Explained",
    "ExplanationSerializer",
    "MatchSerializer",
    "NeedSerializer",
    "OfferSerializer",
    "PlanDetailSerializer",
    "PlanSerializer",
    "SuggestionSerializer",
    "ThemeSerializer",
]
