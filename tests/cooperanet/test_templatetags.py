import pytest
from django.template import Context
from django.utils import translation

from cooperanet.templatetags.site import (
    html_lang,
    language_links,
    room_links,
    translated_url,
)


@pytest.mark.parametrize(("code", "tag"), [("en", "en"), ("pt-br", "pt-BR")])
def test_a_language_code_becomes_the_tag_that_browsers_write(code, tag):
    assert html_lang(code) == tag


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        pytest.param(
            "/en/help/?q=puertos&page=2",
            "fr",
            "/fr/help/?q=puertos&page=2",
            id="keeps page and query",
        ),
        pytest.param("/pt-br/help/", "es", "/es/help/", id="leaves a language with a region"),
        pytest.param("/es/help/", "es", "/es/help/", id="stays in its own language"),
        pytest.param(
            "/en/no-such-page/",
            "fr",
            "/fr/",
            id="goes home where there is no such page",
        ),
    ],
)
def test_the_language_switch_leads_to_the_same_place(rf, path, code, expected):
    with translation.override(path.split("/")[1]):
        assert translated_url(Context({"request": rf.get(path)}), code) == expected


def test_a_page_without_request_still_offers_every_language():
    assert [link.url for link in language_links(Context({}))] == [
        "/en/",
        "/es/",
        "/fr/",
        "/pt-br/",
    ]


def test_exactly_the_language_in_use_is_marked(rf):
    with translation.override("pt-br"):
        links = language_links(Context({"request": rf.get("/pt-br/help/")}))
    assert [(link.short, link.is_current) for link in links] == [
        ("EN", False),
        ("ES", False),
        ("FR", False),
        ("PT", True),
    ]


def test_the_room_one_stands_in_is_marked(rf):
    with translation.override("en"):
        links = room_links(Context({"request": rf.get("/en/needs/NE-2026-0007/")}))
    assert [link.url for link in links if link.is_current] == ["/en/needs/"]
