"""Addresses for programs; the pages about the API, for people, are in `api.urls.pages`."""

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from api.v1.views import (
    CountryViewSet,
    MatchViewSet,
    NeedViewSet,
    OfferViewSet,
    PlanViewSet,
    SchemaView,
    SuggestionViewSet,
    ThemeViewSet,
)
from api.views import answer_unknown

router = SimpleRouter()
router.register("offers", OfferViewSet, "offer")
router.register("needs", NeedViewSet, "need")
router.register("matches", MatchViewSet, "match")
router.register("suggestions", SuggestionViewSet, "suggestion")
router.register("plans", PlanViewSet, "plan")
router.register("countries", CountryViewSet, "country")
router.register("themes", ThemeViewSet, "theme")

app_name = "api-v1"
urlpatterns = [
    path("v1/schema/", SchemaView.as_view(), name="schema"),
    path("v1/", include(router.urls)),
    re_path(r"^.*$", answer_unknown),
]
