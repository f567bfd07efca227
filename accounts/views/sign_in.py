from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import translate_url
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import SignInForm
from accounts.models import User

LOCKOUT_MINUTES = int(settings.AXES_COOLOFF_TIME * 60)


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignInView(LoginView):
    template_name = "accounts/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        """Lead on in the person's own language."""
        url = self.get_redirect_url() or resolve_url(settings.LOGIN_REDIRECT_URL)
        user = self.request.user
        return translate_url(url, user.site_language) if isinstance(user, User) else url

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        target = self.get_redirect_url()
        return super().get_context_data(**kwargs) | {
            "was_sent_here": bool(target),
            "form_is_kept": "kept=" in target,
        }


class SignOutView(LogoutView):
    http_method_names = ["post"]


def show_lockout(
    request: HttpRequest,
    _response: HttpResponse | None = None,
    _credentials: dict[str, str] | None = None,
) -> HttpResponse:
    response = render(request, "accounts/lockout.html", {"minutes": LOCKOUT_MINUTES}, status=429)
    response["Retry-After"] = str(LOCKOUT_MINUTES * 60)
    return response
