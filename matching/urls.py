from django.urls import path

from matching import views
from needs.models import Need
from offers.models import Offer

app_name = "matching"
urlpatterns = [
    path(
        "offers/<slug:reference>/",
        views.show_counterparts,
        {"model": Offer},
        name="counterparts-offer",
    ),
    path(
        "needs/<slug:reference>/",
        views.show_counterparts,
        {"model": Need},
        name="counterparts-need",
    ),
    path("matches/<slug:reference>/", views.show_match, name="match"),
]
