from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import User
from api.models import Token
from api.services import find_token

SCHEME = "Bearer"
CHALLENGE = f'{SCHEME} realm="CooperaNet"'


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer cn_live_…`; no header is an anonymous reader, anything else but a good token is 401."""

    def authenticate(self, request: Request) -> tuple[User | AnonymousUser, Token | None] | None:
        header = get_authorization_header(request).decode("latin-1").split()
        if not header:
            return None
        if len(header) != 2 or header[0].lower() != SCHEME.lower():  # noqa: PLR2004 (scheme and secret)
            raise AuthenticationFailed(
                _("Send the token as: Authorization: Bearer TOKEN"),
                code="unknown_scheme",
            )
        token = find_token(header[1], at=timezone.now())
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."), code="invalid_token")
        user = token.membership.user
        user.acting_membership = token.membership
        return user, token

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 (DRF's signature)
        return CHALLENGE
