"""Who sees what over the API, and at what cost."""

import pytest

from matching.models import Decision
from matching.services import accept_match, dismiss_match
from needs.models import Need
from offers.models import Offer
from postings.services import apply_transition
from tests.factories import make_country, make_institution, make_person
from tests.factories_matching import make_match
from tests.factories_postings import (
    NOW,
    endorse,
    make_goal,
    make_need,
    make_node,
    make_offer,
    make_secretary,
    make_theme,
    publish,
    submit,
)
from workplans.models import PlanNode

pytestmark = pytest.mark.django_db
MAKE = {"offers": make_offer, "needs": make_need}
CONTACT = {
    "contact_name": "Zenobia Contact",
    "contact_email": "zenobia@ports.example",
    "contact_phone": "+509 5555 0101",
    "contact_consent": True,
}
# Visibility of a posting of the owner -> who sees it.
AUDIENCE = {
    "public": {"nobody", "owner", "colleague", "focal_point", "stranger", "outsider", "secretary"},
    "states": {"owner", "colleague", "focal_point", "stranger", "secretary"},
    "secretariat": {"owner", "colleague", "focal_point", "secretary"},
}


@pytest.fixture
def outsider(db):
    """An official of a body without a country."""
    return make_person(make_institution("body", name_en="Regional body", kind="multilateral"))


@pytest.fixture
def readers(owner, colleague, focal_point, stranger, outsider, secretary):
    return {
        "nobody": None,
        "owner": owner,
        "colleague": colleague,
        "focal_point": focal_point,
        "stranger": stranger,
        "outsider": outsider,
        "secretary": secretary,
    }


def references(answer):
    assert answer.status_code == 200
    return [row["reference"] for row in answer.json()["results"]]


@pytest.mark.parametrize("twin", ["offers", "needs"])
@pytest.mark.parametrize("visibility", AUDIENCE)
def test_list_filter_and_detail_show_a_posting_to_its_audience(ask, readers, home, twin, visibility):
    posting = publish(MAKE[twin](by=readers["owner"], institution=home, visibility=visibility))
    seen = {}
    for name, user in readers.items():
        listed = references(ask(f"{twin}/", user)) == [posting.reference]
        filtered = references(ask(f"{twin}/?q={posting.reference}&country=HT&theme=ports", user)) == [
            posting.reference
        ]
        found = ask(f"{twin}/{posting.reference}/", user).status_code == 200
        seen[name] = {listed, filtered, found}
    assert seen == {name: {name in AUDIENCE[visibility]} for name in readers}


@pytest.mark.parametrize("twin", ["offers", "needs"])
def test_nobody_gets_what_was_not_published(ask, readers, home, twin):
    def make():
        return MAKE[twin](by=readers["owner"], institution=home)

    withdrawn = publish(make())
    apply_transition(withdrawn, "withdraw", by=readers["owner"], at=NOW)
    rows = [make(), submit(make()), endorse(make()), withdrawn]
    for user in readers.values():
        assert references(ask(f"{twin}/", user)) == []
        assert {ask(f"{twin}/{row.reference}/", user).status_code for row in rows} == {404}


@pytest.mark.parametrize("twin", ["offers", "needs"])
def test_a_stranger_gets_the_same_404_for_hidden_and_unknown(ask, refused, home, owner, stranger, twin):
    hidden = publish(MAKE[twin](by=owner, institution=home, visibility="secretariat")).reference
    unknown = f"{hidden[:-4]}9999"
    for user in (None, stranger):
        problems = []
        for reference in (hidden, unknown):
            problem = refused(ask(f"{twin}/{reference}/", user), 404)
            problems.append(
                {**problem, "request_id": "", "instance": problem["instance"].replace(reference, "")}
            )
        assert problems[0] == problems[1]


@pytest.mark.parametrize("twin", ["offers", "needs"])
def test_contacts_are_no_part_of_the_api(ask, readers, home, twin):
    posting = publish(MAKE[twin](by=readers["owner"], institution=home, **CONTACT))
    for user in readers.values():
        told = (
            ask(f"{twin}/", user).content.decode()
            + ask(f"{twin}/{posting.reference}/", user).content.decode()
        )
        assert "contact" not in told.lower()
        for secret in (
            "Zenobia",
            "zenobia@",
            "5555",
            "created_by",
            posting.created_by.full_name,
            posting.created_by.email,
        ):
            assert secret not in told


def test_a_posting_is_told_in_public_codes(ask, home, owner):
    offer = publish(
        make_offer(
            by=owner,
            institution=home,
            relations={
                "themes": [make_theme("ports")],
                "goals": [make_goal(9)],
                "plan_nodes": [make_node("1.1")],
                "eligible_countries": [make_country("CL")],
                "preferred_groups": [],
            },
            modalities=["triangular"],
        )
    )
    told = ask(f"offers/{offer.reference}/", headers={"accept-language": "fr"}).json()
    assert {
        name: told[name]
        for name in (
            "reference",
            "url",
            "country",
            "themes",
            "goals",
            "plan_nodes",
            "eligible_countries",
            "published_at",
        )
    } == {
        "reference": offer.reference,
        "url": f"http://testserver/fr/offers/{offer.reference}/",
        "country": "HT",
        "themes": ["ports"],
        "goals": [9],
        "plan_nodes": ["celac-2022:1.1"],
        "eligible_countries": ["CL"],
        "published_at": "2026-11-20T15:00:00Z",
    }
    assert [(text["language"], text["origin"], text["title"]) for text in told["texts"]] == [
        ("en", "original", "Training of port officers")
    ]
    assert told["institution"] == {
        "code": "ht-ports",
        "acronym": "",
        "name": {"en": home.name_en, "es": "", "fr": "", "pt": ""},
    }
    assert "id" not in told


def test_times_are_utc_whoever_asks(client, owner):
    owner.time_zone = "America/Port-au-Prince"
    owner.save(update_fields=["time_zone"])
    publish(make_offer())
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/offers/").json()["results"][0]["published_at"] == "2026-11-20T15:00:00Z"


def test_matches_are_those_that_the_secretariat_accepted(ask, stranger):
    match = make_match()
    assert references(ask("matches/")) == []
    decision = accept_match(offer=match.offer, need=match.need, by=make_secretary(), at=NOW)
    told = ask("matches/").json()["results"]
    assert [(row["reference"], row["offer"], row["need"]) for row in told] == [
        (decision.reference, match.offer.reference, match.need.reference)
    ]
    assert ask(f"matches/{decision.reference}/").json() == told[0]
    stated = [part for part in told[0]["parts"] if part["points"] is not None]
    points, most = sum(part["points"] for part in stated), sum(part["max_points"] for part in stated)
    assert abs(told[0]["score"] - 1000 * points / most) <= 1
    assert references(ask(f"matches/?offer={match.offer.reference}&need={match.need.reference}")) == [
        decision.reference
    ]
    assert references(ask("matches/?offer=OF-2020-0001")) == []
    assert references(ask("matches/?accepted_since=2027-01-01")) == []


def test_dismissed_and_undone_matches_are_not_told(ask, secretary):
    match = make_match()
    dismiss_match(offer=match.offer, need=match.need, reason="off_topic", by=secretary, at=NOW)
    assert references(ask("matches/", secretary)) == []
    Decision.objects.update(verdict="accepted", ended_at=NOW)
    assert references(ask("matches/", secretary)) == []


@pytest.mark.parametrize("hidden", [Offer, Need])
@pytest.mark.parametrize("visibility", AUDIENCE)
def test_a_match_is_told_to_its_parties_and_who_may_see_both_postings(
    ask, refused, readers, hidden, visibility
):
    match = make_match()
    decision = accept_match(offer=match.offer, need=match.need, by=readers["secretary"], at=NOW)
    hidden.objects.update(visibility=visibility)
    # The need is Haiti's, the owner's country; the offer is Chile's, the stranger's.
    at_home = {"stranger"} if hidden is Offer else {"owner", "colleague", "focal_point"}
    # The focal point speaks for the need's institution.
    at_home |= {"focal_point"}
    audience = at_home | {"secretary"} if visibility == "secretariat" else AUDIENCE[visibility]
    for name, user in readers.items():
        assert (references(ask("matches/", user)) == [decision.reference]) == (name in audience), name
        answer = ask(f"matches/{decision.reference}/", user)
        if name in audience:
            assert answer.status_code == 200
        else:
            refused(answer, 404)


@pytest.mark.parametrize("ended", [Offer, Need])
def test_the_parties_keep_a_match_whose_posting_was_withdrawn(ask, refused, readers, ended):
    match = make_match()
    parties = [make_person(posting.institution) for posting in (match.need, match.offer)]
    decision = accept_match(offer=match.offer, need=match.need, by=readers["secretary"], at=NOW)
    posting = match.offer if ended is Offer else match.need
    apply_transition(posting, "withdraw", by=make_person(posting.institution), at=NOW)
    for person in (*parties, readers["focal_point"], readers["secretary"]):
        told = ask(f"matches/{decision.reference}/", person).json()
        statuses = {Offer: told["offer_status"], Need: told["need_status"]}
        assert statuses == {Offer: "published", Need: "published"} | {ended: "withdrawn"}
        assert references(ask("matches/", person)) == [decision.reference]
    for name in ("nobody", "outsider", "stranger", "colleague", "owner"):
        assert references(ask("matches/", readers[name])) == [], name
        refused(ask(f"matches/{decision.reference}/", readers[name]), 404)


def test_a_country_is_told_with_its_codes_and_memberships(ask):
    make_country("HT", iso3="HTI", m49="332", name_fr="Haïti", official_languages=["fr", "ht"])
    told = ask("countries/HT/").json()
    assert {name: told[name] for name in ("code", "iso3", "m49", "official_languages", "side")} == {
        "code": "HT",
        "iso3": "HTI",
        "m49": "332",
        "official_languages": ["fr", "ht"],
        "side": "",
    }
    assert told["name"]["fr"] == "Haïti"
    assert told["groups"] == [
        {
            "group": "OAS",
            "status": "member",
            "since": None,
            "since_precision": "",
            "confidence": "sourced",
            "source": "",
            "note": "",
        }
    ]


def test_a_membership_says_where_it_was_read_and_how_sure_it_is(ask):
    rows = make_country("HT").memberships
    rows.update(confidence="general_knowledge", source="A list", note="Date to be checked")
    [told] = ask("countries/HT/").json()["groups"]
    assert (told["confidence"], told["source"], told["note"]) == (
        "general_knowledge",
        "A list",
        "Date to be checked",
    )


def test_a_node_that_only_the_document_names_is_told_in_its_words(ask):
    node = make_node("D1-1", make_node("D1"))
    PlanNode.objects.filter(pk=node.pk).update(
        name_en="", source_text="Ampliar la conectividad", source_language="es"
    )
    told = {row["code"]: row for row in ask("plans/celac-2022/").json()["nodes"]}
    words = {code: (row["source_text"], row["source_language"]) for code, row in told.items()}
    assert words == {"D1": ("", ""), "D1-1": ("Ampliar la conectividad", "es")}


def test_a_theme_names_its_area(ask):
    make_theme("ports", "infrastructure")
    assert [(row["code"], row["area"]) for row in ask("themes/").json()["results"]] == [
        ("infrastructure", None),
        ("ports", "infrastructure"),
    ]
