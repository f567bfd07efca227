from django import template
from django.template.context import Context

from accounts.models import User
from accounts.services import sign_form_owner

register = template.Library()


@register.simple_tag(takes_context=True)
def form_owner(context: Context, path: str = "") -> str:
    """Sign who fills in this form and on which page, so that a send after the session's end can be kept."""
    request = context["request"]
    if not isinstance(request.user, User):
        return ""
    return sign_form_owner(user=request.user, path=path or request.path)
