from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from cooperanet import health, views
from secretariat.urls import thesaurus_urls

handler400 = "cooperanet.views.show_bad_request"
handler403 = "cooperanet.views.show_forbidden"
handler404 = "cooperanet.views.show_not_found"
handler500 = "cooperanet.views.show_server_error"

urlpatterns = [
    path("", views.choose_language, name="choose-language"),
    path("livez", health.report_life, name="livez"),
    path("readyz", health.report_readiness, name="readyz"),
    path("api/", include("api.urls")),
]
urlpatterns += i18n_patterns(
    path("", views.show_home, name="home"),
    path("desk/", views.show_desk, name="desk"),
    path("help/", views.show_page, {"page": "help"}, name="help"),
    path(
        "accessibility/",
        views.show_page,
        {"page": "accessibility"},
        name="accessibility",
    ),
    path("privacy/", views.show_page, {"page": "privacy"}, name="privacy"),
    path("about/", views.show_page, {"page": "about"}, name="about"),
    path("status/", health.show_status, name="status"),
    path("", include("api.urls.pages")),
    path("account/", include("accounts.urls")),
    path("notices/", include("notices.urls")),
    path("offers/", include("offers.urls")),
    path("needs/", include("needs.urls")),
    path("matching/", include("matching.urls")),
    path("secretariat/", include("secretariat.urls")),
    path("thesaurus/", include(thesaurus_urls)),
    path("", include("reports.urls")),
)
