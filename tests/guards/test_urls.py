"""Who may open what: every named address by every role. An address that is not in the table fails.

A row gives the status of GET for each of ROLES, or one status for all of them. Steps and forms that change something
are tried by GET as well: 405 or a page, and never a change.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Invitation
from accounts.services.passwords import make_reset_link
from accounts.services.secrets import hash_secret
from api.services import issue_token
from directory.models import GroupMembership
from matching.services import accept_match
from notices.models import Notice
from tests.factories import NOW, make_person
from tests.factories_matching import make_match, place_on_side
from tests.factories_postings import endorse, make_need, make_node, make_offer
from tests.factories_vocabulary import make_row
from vocabulary.services import add_concept, retire_concept

ROLES = ("anonymous", "reader", "owner", "colleague", "stranger", "focal_point", "secretary", "administrator")
PUBLIC = (200, 200, 200, 200, 200, 200, 200, 200)
SIGNED_IN = (302, 200, 200, 200, 200, 200, 200, 200)
# The same 404 for what is hidden and for what does not exist.
STAFF = (302, 404, 404, 404, 404, 404, 200, 200)
ONLY_POST = (302, 405, 405, 405, 405, 405, 405, 405)
WRITERS = (302, 403, 200, 200, 200, 200, 200, 200)
# A form that has no key yet leads to its own address.
NEW_FORM = (302, 403, 302, 302, 302, 302, 302, 302)
MANAGERS = (302, 403, 403, 403, 403, 200, 200, 200)
OWN_DRAFT = (404, 200, 200, 404, 404, 200, 404, 404)
OWN = (302, 404, 200, 404, 404, 200, 404, 404)
NOWHERE = (404, 404, 404, 404, 404, 404, 404, 404)

# name -> statuses by role; the arguments of each stand in `places`.
TABLE: dict[str, tuple[int, ...]] = {
    "about": PUBLIC,
    "accessibility": PUBLIC,
    "accounts:accept": PUBLIC,
    "accounts:address": SIGNED_IN,
    "accounts:audit": WRITERS,
    "accounts:confirm-address": PUBLIC,
    "accounts:end-membership": MANAGERS,
    "accounts:forgotten": PUBLIC,
    "accounts:invite": MANAGERS,
    "accounts:password": SIGNED_IN,
    "accounts:people": MANAGERS,
    "accounts:profile": SIGNED_IN,
    "accounts:reset": PUBLIC,
    "accounts:sign-in": (200, 302, 302, 302, 302, 302, 302, 302),
    "accounts:sign-out": ONLY_POST,
    "accounts:withdraw-invitation": ONLY_POST,
    "api-v1:country-detail": PUBLIC,
    "api-v1:country-list": PUBLIC,
    "api-v1:match-detail": PUBLIC,
    "api-v1:match-explanation": PUBLIC,
    "api-v1:match-list": PUBLIC,
    "api-v1:need-detail": PUBLIC,
    "api-v1:need-detail of a draft": NOWHERE,
    "api-v1:need-list": PUBLIC,
    "api-v1:offer-detail": PUBLIC,
    "api-v1:offer-list": PUBLIC,
    "api-v1:plan-detail": PUBLIC,
    "api-v1:plan-list": PUBLIC,
    "api-v1:schema": PUBLIC,
    # A session opens no suggestion over the API: that takes a token.
    "api-v1:suggestion-detail": NOWHERE,
    "api-v1:suggestion-list": PUBLIC,
    "api-v1:theme-detail": PUBLIC,
    "api-v1:theme-list": PUBLIC,
    "api:reference": PUBLIC,
    "api:revoke-token": ONLY_POST,
    "api:tokens": SIGNED_IN,
    "choose-language": (302, 302, 302, 302, 302, 302, 302, 302),
    "desk": SIGNED_IN,
    "help": PUBLIC,
    "home": PUBLIC,
    "livez": PUBLIC,
    "matching:counterparts-need": PUBLIC,
    "matching:counterparts-need of a draft": OWN_DRAFT,
    "matching:counterparts-offer": PUBLIC,
    "matching:match": (302, 200, 200, 404, 200, 200, 200, 200),
    "needs:create": NEW_FORM,
    "needs:detail": PUBLIC,
    "needs:detail of a draft": OWN_DRAFT,
    "needs:edit": OWN,
    "needs:edit of a draft": OWN,
    "needs:list": PUBLIC,
    "needs:mine": SIGNED_IN,
    "needs:step": (302, 403, 200, 403, 403, 200, 200, 403),
    "needs:step of a draft": (302, 403, 200, 404, 404, 200, 404, 404),
    "needs:translate": OWN,
    "needs:translate of a draft": OWN,
    "notices:list": SIGNED_IN,
    "notices:open": ONLY_POST,
    "notices:read-all": ONLY_POST,
    "offers:create": NEW_FORM,
    "offers:detail": PUBLIC,
    "offers:detail of a draft": OWN_DRAFT,
    "offers:edit": (302, 404, 404, 404, 200, 404, 404, 404),
    "offers:edit of a draft": OWN,
    "offers:list": PUBLIC,
    "offers:mine": SIGNED_IN,
    "offers:step": (302, 403, 403, 403, 200, 403, 200, 403),
    "offers:step of a draft": (302, 403, 200, 404, 404, 200, 404, 404),
    "offers:translate": (302, 404, 404, 404, 200, 404, 404, 404),
    "offers:translate of a draft": OWN,
    "privacy": PUBLIC,
    "readyz": PUBLIC,
    "reports:chart-csv": PUBLIC,
    "reports:country": PUBLIC,
    "reports:country-list": PUBLIC,
    "reports:dashboard": PUBLIC,
    "reports:plan": PUBLIC,
    "reports:plan-list": PUBLIC,
    "secretariat:countries": STAFF,
    "secretariat:country": STAFF,
    "secretariat:decide": (302, 404, 404, 404, 404, 404, 302, 302),
    "secretariat:decisions": STAFF,
    "secretariat:desk": STAFF,
    "secretariat:institution": STAFF,
    "secretariat:institution-new": STAFF,
    "secretariat:institutions": STAFF,
    "secretariat:introduced": ONLY_POST,
    "secretariat:membership": STAFF,
    "secretariat:membership-new": STAFF,
    "secretariat:parked": STAFF,
    "secretariat:queue": STAFF,
    "secretariat:rebuild": STAFF,
    "secretariat:review": STAFF,
    "secretariat:reviewed": ONLY_POST,
    "secretariat:side": STAFF,
    "secretariat:step": ONLY_POST,
    "secretariat:suggestion": STAFF,
    "secretariat:suggestions": STAFF,
    "secretariat:undo": STAFF,
    "secretariat:weights": STAFF,
    "status": PUBLIC,
    "thesaurus:concept": STAFF,
    "thesaurus:edit": STAFF,
    "thesaurus:list": STAFF,
    "thesaurus:merge": STAFF,
    "thesaurus:new": STAFF,
    "thesaurus:refit": ONLY_POST,
    "thesaurus:restore": STAFF,
    "thesaurus:retire": STAFF,
    "thesaurus:word-aside": ONLY_POST,
    "thesaurus:word-back": ONLY_POST,
    "thesaurus:words": STAFF,
}


def named_patterns(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.pattern}"
        else:
            yield from named_patterns(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


@pytest.fixture
def places(db, home, abroad, owner, focal_point, secretary):
    """Rows of every kind, and the path of every name that leads to one of them."""
    now = timezone.now()
    match = make_match(
        need={"institution": place_on_side(home), "by": owner},
        offer={"institution": place_on_side(abroad)},
    )
    need, offer = match.need, match.offer
    decision = accept_match(offer=offer, need=need, by=secretary, at=NOW)
    open_pair = make_match(
        need={"institution": home, "by": owner}, offer={"institution": abroad, "original_language": "es"}
    )
    draft = {
        "needs": make_need(institution=home, by=owner),
        "offers": make_offer(institution=home, by=owner),
    }
    endorsed = endorse(make_offer(institution=home, by=owner))
    group = GroupMembership.objects.filter(country=home.country).first()
    reader_membership = make_person(home, Role.READER).memberships.get()
    invitation = Invitation.objects.create(
        email="new@example.org",
        full_name="New",
        language="fr",
        institution=home,
        role=Role.OFFICIAL,
        token_hash=hash_secret("secret"),
        invited_by=focal_point,
        created_at=now,
        expires_at=now + timedelta(days=3),
    )
    token, _secret = issue_token(
        membership=owner.memberships.get(), name="Statistics", life=timedelta(days=30), by=owner, at=now
    )
    node = make_node()
    concept, retired = (
        add_concept(row=make_row(en=term), by=secretary, at=NOW) for term in ("harbour", "quay")
    )
    retire_concept(concept=retired, revision=retired.revision, why="Unused", by=secretary, at=NOW)
    twins = {
        f"{space}:{name}": [posting.reference, *more]
        for space, posting in (("needs", need), ("offers", offer))
        for name, more in (("detail", []), ("edit", []), ("translate", ["pt"]), ("step", ["withdraw"]))
    }
    return {
        **twins,
        **{
            f"{space}:{name} of a draft": [row.reference, *more]
            for space, row in draft.items()
            for name, more in (("detail", []), ("edit", []), ("translate", ["pt"]), ("step", ["submit"]))
        },
        "matching:counterparts-need": [need.reference],
        "matching:counterparts-offer": [offer.reference],
        "matching:counterparts-need of a draft": [draft["needs"].reference],
        "matching:match": [decision.reference],
        "secretariat:undo": [decision.reference],
        "secretariat:introduced": [decision.reference],
        "secretariat:queue": ["publish"],
        **{f"secretariat:{name}": [endorsed.reference] for name in ("review", "step", "reviewed")},
        **{
            f"secretariat:{name}": [open_pair.need.reference, open_pair.offer.reference]
            for name in ("suggestion", "decide")
        },
        "secretariat:institution": [home.code],
        **{f"secretariat:{name}": [home.country.code] for name in ("country", "side", "membership-new")},
        "secretariat:membership": [home.country.code, group.group_id, group.start],
        **{f"thesaurus:{name}": [concept.code] for name in ("concept", "edit", "merge", "retire")},
        "thesaurus:restore": [retired.code],
        "reports:country": [home.country.code],
        "reports:plan": [node.plan.code],
        "reports:chart-csv": ["themes"],
        "accounts:reset": make_reset_link(user=make_person(home)),  # signing in would close the link
        "accounts:accept": ["secret"],
        "accounts:confirm-address": ["unknown"],
        "accounts:withdraw-invitation": [invitation.key],
        "accounts:end-membership": [reader_membership.key],
        "api:revoke-token": [token.prefix],
        "notices:open": [Notice.objects.filter(recipient=owner).first().key],
        "api-v1:offer-detail": [offer.reference],
        "api-v1:need-detail": [need.reference],
        "api-v1:need-detail of a draft": [draft["needs"].reference],
        "api-v1:match-detail": [decision.reference],
        "api-v1:match-explanation": [decision.reference],
        "api-v1:suggestion-detail": [f"{open_pair.need.reference}_{open_pair.offer.reference}"],
        "api-v1:plan-detail": [node.plan.code],
        "api-v1:country-detail": [home.country.code],
        "api-v1:theme-detail": [need.themes.first().code],
    }


@pytest.fixture
def clients(request, home):
    """One client per role, signed in; sessions are not what is tested here."""
    people = {role: request.getfixturevalue(role) for role in ROLES if role not in {"anonymous", "reader"}}
    people["reader"] = make_person(home, Role.READER, email="reader@example.org")
    clients = {role: Client() for role in ROLES}
    for role, person in people.items():
        clients[role].force_login(person)
    return clients


def test_every_address_answers_each_role_as_the_table_says_and_changes_nothing(places, clients):
    found, writes = {}, {}
    for name in sorted({*TABLE, *places}):
        path = reverse(name.partition(" ")[0], args=places.get(name, []))
        statuses = []
        for role in ROLES:
            with CaptureQueriesContext(connection) as queries:
                statuses.append(clients[role].get(path).status_code)
            changes = [query["sql"][:200] for query in queries if is_change(query["sql"])]
            if changes:
                writes[f"{name} by {role}"] = changes
        found[name] = tuple(statuses)
    assert writes == {}
    assert found == TABLE


def is_change(sql: str) -> bool:
    """Sessions note when they were last seen; that is all that reading may write."""
    return sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql


def test_no_address_is_missing_from_the_table():
    patterns = {name for name in named_patterns(get_resolver()) if ":^" not in name}
    assert {name.partition(" ")[0] for name in TABLE} == patterns


def test_whatever_has_no_name_is_the_answer_to_unknown_addresses_of_the_api():
    assert [name for name in named_patterns(get_resolver()) if ":^" in name] == ["api-v1:^.*$"]
