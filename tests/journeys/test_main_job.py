"""The main job, by the people who do it: a need in French is posted, published, answered by a Spanish offer and accepted."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from cooperanet.demo import DOMAIN
from tests.machine import eventually
from tests.portal import HEIGHT, NARROW, WIDE, Portal

NEED = {
    "title": "Formation d’agents portuaires à la sûreté et à l’inspection des conteneurs",  # noqa: RUF001 (as French is written)
    "summary": "Former quarante agents portuaires de Port-au-Prince et du Cap-Haïtien à la sûreté des installations.",
    "situation": "Sur 120 agents portuaires, onze ont suivi une formation à la sûreté depuis 2019.",
    "result_wanted": "Chaque équipe de quai compte deux agents formés et un plan de sûreté révisé.",
    "details": "Nous cherchons un cours pour agents de sûreté portuaire : contrôle des accès, conteneurs, inspection.",
}
SPANISH_PORTS = re.compile("portuari|puertos", re.IGNORECASE)


def show(page: Page, folder: Path, name: str) -> None:
    """Take the pictures that a person looks at before calling a page done."""
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


def post_the_need(page: Page, folder: Path) -> str:
    page.goto("/fr/desk/")
    show(page, folder, "01-desk")
    page.locator("main a[href='/fr/needs/new/']").first.click()
    for name, text in NEED.items():
        page.locator(f"[name={name}]").fill(text)
    expect(page.locator("[name=original_language]")).to_have_value("fr")
    box = page.locator("[name=themes][value=ports-logistics]")
    box.locator("xpath=ancestor::details/summary").click()
    box.check()
    show(page, folder, "02-form")
    page.locator("button[name=_send]").click()
    page.wait_for_url(re.compile(r"/fr/needs/(?!new/)[^/]+/$"))
    show(page, folder, "03-sent")
    return page.url.rstrip("/").rpartition("/")[2]


def endorse(page: Page, folder: Path, reference: str) -> None:
    page.goto("/fr/desk/")
    page.locator(f"main a[href='/fr/needs/{reference}/']").first.click()
    show(page, folder, "04-to-endorse")
    page.locator("form[action$='/steps/endorse/'] button").click()
    expect(page.locator("form[action$='/steps/endorse/']")).to_have_count(0)


def publish(page: Page, folder: Path, reference: str) -> None:
    page.goto("/en/secretariat/")
    show(page, folder, "05-secretariat")
    page.goto("/en/secretariat/queues/publish/")
    show(page, folder, "06-queue")
    page.locator(f"main a[href*='/review/{reference}/']").first.click()
    show(page, folder, "07-review")
    page.locator("button[name=step][value=publish]").click()
    page.wait_for_url(lambda address: reference not in address)


def find_the_offer(page: Page, folder: Path, reference: str) -> str:
    """Among the first three suggestions, and with what the two texts have in common."""
    page.goto(f"/fr/matching/needs/{reference}/")

    def suggested() -> list[str]:
        page.reload()
        titles = page.locator("section > ol.matches > li .is-offer .pair-title")
        shown = titles.count() > 0 and page.locator(".note--warn").count() == 0
        return (
            [titles.nth(index).get_attribute("lang") or "" for index in range(titles.count())]
            if shown
            else []
        )

    eventually(suggested)
    show(page, folder, "08-counterparts")
    for card in page.locator("section > ol.matches > li").all()[:3]:
        offer = card.locator(".is-offer .ref").inner_text()
        written = page.request.get(f"/api/v1/offers/{offer}/").json()["texts"]
        original = next(text for text in written if text["origin"] == "original")
        if original["language"] == "es" and SPANISH_PORTS.search(original["title"]):
            reasons = card.locator("ul.reasons:not(.raises) li").all_inner_texts()
            assert 1 <= len(reasons) <= 3
            assert "«" in reasons[0]
            return offer
    raise AssertionError(page.locator("ol.matches").first.inner_text())


def accept(page: Page, folder: Path, need: str, offer: str) -> None:
    page.goto(f"/en/secretariat/suggestions/{need}/{offer}/")
    show(page, folder, "09-suggestion")
    page.locator("button[name=verdict][value=accept]").click()
    page.wait_for_url(lambda address: offer not in address)
    show(page, folder, "10-accepted")


def read_the_match(page: Page, folder: Path, name: str) -> str:
    """From the notice that a party got to the page of the match, with the other side's contact."""
    page.goto("/en/notices/")
    show(page, folder, f"{name}-notices")
    page.locator("main form[action*='/notices/'].row-side button").first.click()
    page.wait_for_url(re.compile("/matching/matches/"))
    show(page, folder, f"{name}-match")
    return page.locator("main").inner_text()


def test_a_need_in_french_finds_a_spanish_offer_and_both_parties_read_the_accepted_match(
    portal: Portal, screenshots: Path
):
    with portal.visit("official", locale="fr") as page:
        reference = post_the_need(page, screenshots)
        assert page.faults == []
    with portal.visit("focal point") as page:
        endorse(page, screenshots, reference)
    with portal.visit("secretariat") as page:
        publish(page, screenshots, reference)
    with portal.visit("official", locale="fr") as page:
        offer = find_the_offer(page, screenshots, reference)
        assert page.faults == []
    with portal.visit("secretariat") as page:
        accept(page, screenshots, reference, offer)
        assert page.faults == []

    owner = portal.ask(
        "from offers.models import Offer; "
        f"print(json.dumps(Offer.objects.get(reference={offer!r}).institution.code))"
    )
    portal.give_password("provider", f"official.{owner}@{DOMAIN}")
    for person, other in (("official", offer), ("provider", reference)):
        with portal.visit(person) as page:
            text = read_the_match(page, screenshots, f"11-{person}")
            assert other in text
    with portal.visit() as page:
        matches = page.request.get("/api/v1/matches/").json()["results"]
    assert (reference, offer) in [(row["need"], row["offer"]) for row in matches]


def test_a_draft_is_saved_in_spanish_on_a_telephone_with_the_keyboard_alone(portal: Portal):
    with portal.visit("official", width=NARROW, locale="es") as page:
        page.goto("/es/needs/new/")
        walk_to(page, "[name=title]")
        page.keyboard.type("Capacitación de inspectores de aduanas")
        walk_to(page, "button[name=_save]:not([tabindex])")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/es/needs/[^/]+/edit/$"))
        assert page.locator("[name=title]").input_value() == "Capacitación de inspectores de aduanas"
        assert page.faults == []


def walk_to(page: Page, selector: str, *, most: int = 150) -> None:
    """Press until the element has the focus, which must be seen wherever it is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")
            return
    raise AssertionError(f"{selector} has no focus after {most} steps")


# Inside the window, and not under something else.
SEEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
  return box.top >= 0 && box.top < innerHeight && document.activeElement.contains(top);
}"""
