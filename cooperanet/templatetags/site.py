"""Tags for the frame of the site; the templates of lower rooms do not load them."""

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()

# Each language in its own words, so that a reader finds it in a page of any other.
LANGUAGE_NAMES = {
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "pt-br": "Português",
}

ROOMS = (
    ("needs:list", _("Needs")),
    ("offers:list", _("Offers")),
    ("reports:plan-list", _("Work plans")),
    ("reports:country-list", _("Countries")),
    ("reports:dashboard", _("Dashboard")),
)


@dataclass(frozen=True)
class LanguageLink:
    code: str
    tag: str
    short: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class RoomLink:
    label: str | Promise
    url: str
    is_current: bool


@register.filter
def html_lang(code: str) -> str:
    """`pt-br` as browsers and screen readers write it: `pt-BR`."""
    language, _separator, region = code.partition("-")
    return f"{language}-{region.upper()}" if region else language


@register.simple_tag(takes_context=True)
def translated_url(context: Context, code: str) -> str:
    """Return the same page with the same query in another language; the home page where there is no such page."""
    request = context.get("request")
    here = request.get_full_path() if isinstance(request, HttpRequest) else "/"
    there = translate_url(here, code)
    if there != here or here.split("/")[1] == code:
        return there
    return f"/{code}/"


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    return [
        LanguageLink(
            code=code,
            tag=html_lang(code),
            short=code[:2].upper(),
            name=name,
            url=translated_url(context, code),
            is_current=code == get_language(),
        )
        for code, name in LANGUAGE_NAMES.items()
    ]


@register.simple_tag(takes_context=True)
def room_links(context: Context) -> list[RoomLink]:
    """Rooms without a URL are not open yet, so they are not shown."""
    request = context.get("request")
    path = request.path if isinstance(request, HttpRequest) else ""
    links = []
    for name, label in ROOMS:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        links.append(RoomLink(label, url, is_current=path.startswith(url)))
    return links
