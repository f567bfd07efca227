from django.urls import path

from accounts.views import audit, links, people, profile, sign_in

app_name = "accounts"

urlpatterns = [
    path("", profile.edit_profile, name="profile"),
    path("sign-in/", sign_in.SignInView.as_view(), name="sign-in"),
    path("sign-out/", sign_in.SignOutView.as_view(), name="sign-out"),
    path("forgotten/", links.ask_for_reset, name="forgotten"),
    path("reset/<str:uid>/<str:token>/", links.reset_password, name="reset"),
    path("invitation/<str:token>/", links.accept_invitation, name="accept"),
    path("address/", profile.change_address, name="address"),
    path("address/<str:token>/", links.confirm_address, name="confirm-address"),
    path("password/", profile.change_password, name="password"),
    path("people/", people.list_people, name="people"),
    path("people/invite/", people.invite_person, name="invite"),
    path("people/invitations/<uuid:key>/withdraw/", people.revoke_invitation, name="withdraw-invitation"),
    path("people/memberships/<uuid:key>/end/", people.end_membership, name="end-membership"),
    path("audit/", audit.list_audit, name="audit"),
]
