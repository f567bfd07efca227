from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("", views.list_notices, name="list"),
    path("read/", views.mark_all_read, name="read-all"),
    path("<uuid:key>/", views.open_notice, name="open"),
]
