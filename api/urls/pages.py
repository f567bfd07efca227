from django.urls import path

from api import views

app_name = "api"
urlpatterns = [
    path("api/", views.show_reference, name="reference"),
    path("account/tokens/", views.list_tokens, name="tokens"),
    path("account/tokens/<str:prefix>/revoke/", views.revoke_token, name="revoke-token"),
]
