"""Every type of page, in every language: readable by all, in any window, without scripts, and quiet in the console."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Page

from tests.catalogues import LOCALES, extracted, translated
from tests.portal import NARROW, Portal
from tests.portal_pages import KINDS, LANGUAGES, STAGE, open_page, readers

AXE = Axe()
SMALLEST = 320
# What a translation may leave out; all else that axe judges is the same in each language.
UNNAMED = """() => {
  const text = one => (one.getAttribute('aria-label') || one.textContent || one.value || '').trim();
  const field = one => one.labels?.length ? [...one.labels].map(text).join('') : one.getAttribute('aria-label');
  const wanted = [
    ['a[href], button, th, legend, label, summary, h1, h2, h3', text],
    ['input:not([type=hidden]):not([type=submit]), select, textarea', field],
    ['img:not([alt=""]), svg[role=img]', one => one.alt || one.getAttribute('aria-label') || one.textContent],
  ];
  const heard = these => [...document.querySelectorAll(these)].filter(one => !one.closest('[aria-hidden=true]'));
  return wanted.flatMap(([these, name]) => heard(these).filter(one => !name(one)))
    .map(one => one.outerHTML.slice(0, 120));
}"""
TOO_WIDE = """() => document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
      .slice(0, 3).map(one => one.outerHTML.slice(0, 120))
  : []"""

TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim().replace(/\\s+/g, ' ');
    const around = walk.currentNode.parentElement;
    if (text && !around.closest('code') && around.closest('[lang]') === document.documentElement) found.push(text);
  }
  return [...found, document.title.split(' · ')[0],
    ...[...document.querySelectorAll('[aria-label]')].map(one => one.getAttribute('aria-label'))];
}"""


@pytest.fixture(scope="module")
def rows(portal: Portal) -> dict[str, object]:
    return portal.ask(STAGE)


def violations(page: Page) -> list[str]:
    found = AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"][:3]]


def untold(page: Page, language: str) -> list[str]:
    said = page.locator("html").get_attribute("lang")
    wrong = [] if said.lower() == language else [f"says that it is in {said}"]
    return wrong + [f"without a name: {element}" for element in page.evaluate(UNNAMED)]


def overflows(page: Page) -> list[str]:
    size = page.viewport_size
    page.set_viewport_size({"width": SMALLEST, "height": size["height"]})
    wide = page.evaluate(TOO_WIDE)
    page.set_viewport_size(size)
    return [f"wider than {SMALLEST} px: {element}" for element in wide]


def english_sentences(language: str) -> set[str]:
    """Sentences of the code that read differently in that language; a number may stand in any."""
    if language == "en":
        return set()
    known = translated(LOCALES[language])
    words = [key for key in extracted() if any(map(str.isalpha, key[0]))]
    return {key[0] for key in words if key not in known or known[key].string != key[0]}


def english_texts(page: Page) -> set[str]:
    """Whole texts of the page that are in its own language, not in that of a posting or a name."""
    return set(page.evaluate(TEXTS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_of_page_is_accessible_translated_fits_a_small_window_and_leaves_the_console_empty(
    portal: Portal, rows: dict[str, object], language: str
):
    faults = {}
    foreign = english_sentences(language)
    with readers(portal) as pages:
        for kind in KINDS:
            page = pages[kind.person]
            open_page(page, kind, language, rows)
            found = [*untold(page, language), *overflows(page), *page.faults]
            found += violations(page) if language == "en" else []
            found += [f"English: {text}" for text in english_texts(page) & foreign]
            page.faults.clear()
            if found:
                faults[kind.name] = found
    assert not faults, repr(faults)


def test_colours_are_told_apart_in_the_dark_as_well(portal: Portal, rows: dict[str, object]):
    """One page of each look; the colours are tokens, so that the others follow."""
    looks = (
        "",
        "needs/{need}/",
        "dashboard/",
        "needs/new/",
        "matching/needs/{need}/",
        "secretariat/suggestions/{pair}/",
    )
    faults = {}
    with readers(portal, color_scheme="dark") as pages:
        for kind in KINDS:
            if kind.path in looks:
                open_page(pages[kind.person], kind, "en", rows)
                if found := violations(pages[kind.person]):
                    faults[kind.name] = found
    assert not faults, repr(faults)


@pytest.mark.parametrize("status", [400, 500])
def test_the_pages_of_our_own_mistakes_are_accessible_in_every_language(portal: Portal, status: int):
    """They are made without a request, so any address of the portal may show them."""
    with portal.visit() as page:
        for language in LANGUAGES:
            with translation.override(language):
                body = render_to_string(f"{status}.html", {"request_id": "0" * 36})
            serve(page, body)
            assert untold(page, language) == []
            assert violations(page) == []
            assert page.faults == []


def serve(page: Page, body: str) -> None:
    page.route("**/mistake/", lambda route: route.fulfill(body=body, content_type="text/html"), times=1)
    page.goto("/mistake/")


def test_a_need_is_saved_and_sent_without_scripts(portal: Portal):
    with portal.visit("official", width=NARROW, script=False) as page:
        page.goto("/en/needs/new/")
        page.locator("[name=title]").fill("Laboratory staff for food safety")
        page.locator("button[name=_save]:not([tabindex])").click()
        assert re.search(r"/en/needs/[^/]+/edit/$", page.url)
        page.locator("[name=summary]").fill("Train twelve laboratory technicians in residue analysis.")
        box = page.locator("[name=themes]").first
        box.locator("xpath=ancestor::details/summary").click()
        box.check()
        page.locator("button[name=_send]").click()
        assert re.search(r"/en/needs/(?!new)[^/]+/$", page.url)
        assert page.locator("h1").inner_text() == "Laboratory staff for food safety"


def test_the_language_switch_of_a_form_keeps_what_was_typed_and_saves_nothing(portal: Portal):
    with portal.visit("official", script=False) as page:
        page.goto("/en/needs/new/")
        page.locator("[name=title]").fill("Só um rascunho")
        page.locator("button[name=_language][value=pt-br]").click()
        assert page.locator("html").get_attribute("lang") == "pt-BR"
        assert page.locator("[name=title]").input_value() == "Só um rascunho"
        page.goto("/pt-br/needs/mine/")
        assert "Só um rascunho" not in page.locator("main").inner_text()
