"""Every type of page of the portal and who reads it: what accessibility, weight and languages are tested on."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.portal import Portal

LANGUAGES = ("en", "es", "fr", "pt-br")
TOKEN = "an-invitation-of-these-tests"  # noqa: S105 (opens one page of a portal that is gone afterwards)

# Rows of the demonstration data to look at; an accepted match and an invitation are made where there is none.
STAGE = f"""
from django.utils import timezone
from accounts.models import Invitation, Membership, User
from accounts.services.passwords import make_reset_link
from accounts.services.secrets import hash_secret
from directory.models import GroupMembership, Institution
from matching.models import Decision, Match
from matching.services import accept_match, dismiss_match
from needs.models import Need
from offers.models import Offer
from vocabulary.models import Concept
now = timezone.now()
staff = User.objects.get(email__startswith="secretariat.oas-sedi@")
def pairs():
    rows = Match.objects.current().open().unblocked().best_first()
    return rows.filter(offer__status="published", need__status="published", offer__visibility="public")
own = pairs().filter(need__institution__code="ht-mpce", need__visibility="public").first()
if not Decision.objects.accepted().filter(need__institution__code="ht-mpce").exists():
    accept_match(offer=own.offer, need=own.need, by=staff, at=now)
if not Decision.objects.dismissed().exists():
    other = pairs().first()
    dismiss_match(offer=other.offer, need=other.need, reason="wrong_subject", by=staff, at=now)
home = Institution.objects.get(code="ht-mpce")
focal = User.objects.get(email__startswith="focal-point.ht-mpce@")
Invitation.objects.get_or_create(token_hash=hash_secret({TOKEN!r}), defaults=dict(
    email="new@example.org", full_name="Nora Nouvelle", language="fr", institution=home, role="official",
    invited_by=focal, created_at=now, expires_at=now + timezone.timedelta(days=3)))
waiting = pairs().first()
decision = Decision.objects.accepted().filter(need__institution=home).first()
group = GroupMembership.objects.filter(country__code="HT").first()
need = decision.need
draft = Need.objects.filter(institution=home, status="draft").first()
concept = Concept.objects.live().exclude(broader=None).order_by("code").first()
print(json.dumps({{
    "need": need.reference, "offer": decision.offer.reference, "match": decision.reference,
    "pair": f"{{waiting.need.reference}}/{{waiting.offer.reference}}",
    "dismissed": Decision.objects.dismissed().first().reference,
    "review": Offer.objects.filter(status="endorsed").first().reference,
    "membership": str(Membership.objects.get(user__email__startswith="reader.ht-mpce@").key),
    "concept": concept.code, "above": concept.broader.get().code,
    "group": "/".join((group.group_id, group.start)),
    "reset": "/".join(make_reset_link(user=User.objects.get(email__startswith="official.pa-mire@"))),
}}))
"""


@dataclass(frozen=True)
class Kind:
    """One type of page; `press` is a button whose answer is the page to look at, such as a form that was refused."""

    path: str
    person: str = ""
    press: str = ""

    @property
    def name(self) -> str:
        return f"{self.person or 'anybody'}:{self.path}{' refused' if self.press else ''}"


FORM = "main form.form button.btn"

KINDS = (
    Kind(""),
    Kind("needs/"),
    Kind("needs/?q=xylophone"),
    Kind("offers/?theme=ports-logistics&page=1"),
    Kind("needs/{need}/"),
    Kind("offers/{offer}/"),
    Kind("matching/needs/{need}/"),
    Kind("countries/"),
    Kind("countries/HT/"),
    Kind("plans/"),
    Kind("plans/celac-2022/"),
    Kind("dashboard/"),
    Kind("help/"),
    Kind("accessibility/"),
    Kind("privacy/"),
    Kind("about/"),
    Kind("status/"),
    Kind("api/"),
    Kind("nowhere/"),
    Kind("account/sign-in/"),
    Kind("account/sign-in/", press=FORM),
    Kind("account/forgotten/", press=FORM),
    Kind("account/reset/{reset}/", press=FORM),
    Kind("account/reset/used/link/"),
    Kind(f"account/invitation/{TOKEN}/", press=FORM),
    Kind("desk/", "official"),
    Kind("needs/new/", "official"),
    Kind("needs/new/", "official", press="[name=_send]"),
    Kind("offers/new/", "official", press="[name=_send]"),
    Kind("needs/mine/", "official"),
    Kind("needs/{need}/", "official"),
    Kind("needs/{need}/edit/", "official"),
    Kind("needs/{need}/translations/pt/", "official"),
    Kind("needs/{need}/steps/withdraw/", "official"),
    Kind("matching/needs/{need}/", "official"),
    Kind("matching/matches/{match}/", "official"),
    Kind("notices/", "official"),
    Kind("account/", "official"),
    Kind("account/address/", "official", press=FORM),
    Kind("account/password/", "official", press=FORM),
    Kind("account/tokens/", "official"),
    Kind("account/audit/", "official"),
    Kind("needs/new/", "reader"),
    Kind("account/people/", "focal point"),
    Kind("account/people/invite/", "focal point", press=FORM),
    Kind("account/people/memberships/{membership}/end/", "focal point"),
    Kind("desk/", "secretariat"),
    Kind("secretariat/", "secretariat"),
    Kind("secretariat/queues/publish/", "secretariat"),
    Kind("secretariat/review/{review}/", "secretariat"),
    Kind("secretariat/review/{review}/", "secretariat", press="[name=step][value=return]"),
    Kind("secretariat/suggestions/", "secretariat"),
    Kind("secretariat/suggestions/{pair}/", "secretariat"),
    Kind("secretariat/suggestions/{pair}/", "secretariat", press="[name=verdict][value=dismiss]"),
    Kind("secretariat/decisions/", "secretariat"),
    Kind("secretariat/decisions/{dismissed}/undo/", "secretariat"),
    Kind("secretariat/parked/", "secretariat"),
    Kind("secretariat/rebuild/", "secretariat"),
    Kind("secretariat/institutions/", "secretariat"),
    Kind("secretariat/institutions/new/", "secretariat", press=FORM),
    Kind("secretariat/countries/", "secretariat"),
    Kind("secretariat/countries/HT/", "secretariat"),
    Kind("secretariat/countries/HT/side/", "secretariat"),
    Kind("secretariat/countries/HT/memberships/new/", "secretariat", press=FORM),
    Kind("secretariat/countries/HT/memberships/{group}/", "secretariat"),
    Kind("thesaurus/", "secretariat"),
    Kind("thesaurus/?q=xylophone", "secretariat"),
    Kind("thesaurus/new/", "secretariat", press=FORM),
    Kind("thesaurus/words/?language=es", "secretariat"),
    Kind("thesaurus/concepts/{concept}/", "secretariat"),
    Kind("thesaurus/concepts/{concept}/edit/", "secretariat"),
    Kind("thesaurus/concepts/{concept}/merge/", "secretariat"),
    Kind("thesaurus/concepts/{concept}/merge/?into={above}", "secretariat"),
    Kind("thesaurus/concepts/{concept}/retire/", "secretariat", press=FORM),
    Kind("account/people/", "administrator"),
)


@contextlib.contextmanager
def readers(portal: Portal, **options: object) -> Iterator[dict[str, Page]]:
    """One window per person, which all pages of that person use one after the other."""
    with contextlib.ExitStack() as stack:
        people = sorted({kind.person for kind in KINDS})
        yield {person: stack.enter_context(portal.visit(person, **options)) for person in people}


def open_page(page: Page, kind: Kind, language: str, rows: dict[str, object]) -> None:
    page.goto(f"/{language}/{kind.path.format(**rows)}", wait_until="load")
    if kind.press:
        # The browser's own check must not stand before the portal's.
        page.evaluate("for (const form of document.forms) form.noValidate = true")
        with page.expect_navigation(wait_until="load"):
            page.locator(kind.press).first.click()
