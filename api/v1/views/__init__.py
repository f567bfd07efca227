"""Version 1 of what partner systems read. Everything goes through `visible_to`, as on the pages."""

from api.v1.views.base import SchemaView
from api.v1.views.matches import MatchViewSet
from api.v1.views.postings import NeedViewSet, OfferViewSet
from api.v1.views.reference import CountryViewSet, PlanViewSet, ThemeViewSet
from api.v1.views.suggestions import SuggestionViewSet

__all__ = [
    "CountryViewSet",
    "MatchViewSet",
    "NeedViewSet",
    "OfferViewSet",
    "PlanViewSet",
    "SchemaView",
    "SuggestionViewSet",
    "ThemeViewSet",
]
