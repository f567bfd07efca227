from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("countries/", views.list_countries, name="country-list"),
    path("countries/<str:code>/", views.show_country, name="country"),
    path("plans/", views.list_plans, name="plan-list"),
    path("plans/<slug:code>/", views.show_plan, name="plan"),
    path("dashboard/", views.show_dashboard, name="dashboard"),
    path("dashboard/<slug:slug>.csv", views.download_chart, name="chart-csv"),
]
