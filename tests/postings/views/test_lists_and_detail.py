"""List, own list and detail pages."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postings.choices import Origin
from postings.services import apply_transition, expire_postings
from tests.factories_postings import NOW, make_node, make_offer, make_theme, publish, submit

pytestmark = pytest.mark.django_db


def count_queries(client, url):
    client.get(url)  # content types, thesaurus and sessions are warm
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    ("path", "who", "pinned"), [("", None, 11), ("", "owner", 16), ("mine/", "focal", 12)]
)
def test_a_list_asks_as_often_for_three_rows_as_for_one(people, twin, make, sign_in, path, who, pinned):
    client = sign_in(getattr(people, who) if who else None)
    counts = []
    for _ in range(3):
        publish(
            make(by=people.owner, relations={"themes": [make_theme("ports"), make_theme("customs", "trade")]})
        )
        counts.append(count_queries(client, f"/en/{twin}/{path}"))
    assert counts == [pinned] * 3


@pytest.mark.parametrize(("path", "pinned"), [("", 17), ("edit/", 23)])
def test_a_posting_with_more_of_everything_costs_no_more_queries(people, twin, make, sign_in, path, pinned):
    few = publish(make(by=people.owner, relations={"plan_nodes": [make_node("1")]}))
    many = publish(
        make(
            by=people.owner,
            relations={
                "themes": [make_theme(code) for code in ("a", "b", "c")],
                "plan_nodes": [make_node(code) for code in ("1", "2", "3")],
            },
        )
    )
    client = sign_in(people.owner)
    counts = [count_queries(client, f"/en/{twin}/{posting.reference}/{path}") for posting in (few, many)]
    assert counts == [pinned] * 2


def test_the_list_shows_what_is_live_and_on_demand_the_rest(people, twin, make, sign_in):
    live, paused = publish(make(by=people.owner)), publish(make(by=people.owner))
    apply_transition(paused, "pause", by=people.owner, at=NOW)
    client = sign_in(None)
    shown = [row.reference for row in client.get(f"/en/{twin}/").context["page"]]
    asked = [row.reference for row in client.get(f"/en/{twin}/?status=paused").context["page"]]
    assert (shown, asked) == ([live.reference], [paused.reference])


@pytest.mark.parametrize(
    ("sort", "order"),
    [("newest", [2, 1, 0]), ("changed", [0, 2, 1]), ("ending", [1, 0, 2]), ("nonsense", [2, 1, 0])],
)
def test_the_list_is_ordered_as_the_links_say(people, twin, make, sign_in, sort, order):
    rows = [
        publish(
            make(by=people.owner, expires_on=NOW.date() + timedelta(days=days)),
            at=NOW + timedelta(hours=hours),
        )
        for hours, days in enumerate((200, 100, 300))
    ]
    apply_transition(
        apply_transition(rows[0], "pause", by=people.owner, at=NOW),
        "resume",
        by=people.owner,
        at=NOW + timedelta(days=1),
    )
    page = sign_in(None).get(f"/en/{twin}/?sort={sort}").context["page"]
    assert [row.reference for row in page] == [rows[index].reference for index in order]


def test_a_search_puts_first_what_says_most_about_its_words(people, twin, make, sign_in):
    words = [
        {"title": "Ports", "summary": "Ports, port officers and harbours"},
        {"title": "Tea", "summary": "One port"},
    ]
    rich, poor = [
        publish(make(by=people.owner, words=each), at=NOW + timedelta(hours=hour))
        for hour, each in enumerate(words)
    ]
    page = sign_in(None).get(f"/en/{twin}/?q=port").context
    assert [row.reference for row in page["page"]] == [rich.reference, poor.reference]
    assert [link.code for link in page["sorts"] if link.is_current] == [""]


@pytest.mark.parametrize("path", ["", "mine/"])
@pytest.mark.parametrize(("reader", "marked"), [("en", "fr"), ("fr", "en")])
def test_a_list_marks_the_title_that_is_not_in_the_readers_language(
    people, twin, make, sign_in, path, reader, marked
):
    for language in ("en", "fr"):
        publish(make(by=people.owner, original_language=language, words={"title": f"Ports {language}"}))
    page = sign_in(people.owner).get(f"/{reader}/{twin}/{path}").content.decode()
    rows = {re.search(r"Ports (..)", row)[1]: row for row in page.split('<li class="row ')[1:]}
    assert {language for language, row in rows.items() if "lang-note" in row} == {marked}
    assert f'lang="{marked}">Ports {marked}' in rows[marked]


def test_an_empty_list_says_so_and_offers_a_step(people, twin, sign_in):
    page = sign_in(None).get(f"/en/{twin}/?theme=unknown&delivery=remote").content.decode()
    assert "fits these filters." in page
    assert f'href="/en/{twin}/"' in page


def test_a_filter_in_use_can_be_taken_away_alone(people, twin, make, sign_in):
    publish(make(by=people.owner))
    page = sign_in(None).get(f"/en/{twin}/?theme=ports&role=first_provider&role=recipient&page=3")
    assert [(chip["label"], chip["value"], chip["query"]) for chip in page.context["chosen"]] == [
        ("Theme", "Ports", "role=first_provider&role=recipient"),
        ("Role", "First provider", "theme=ports&role=recipient"),
        ("Role", "Recipient", "theme=ports&role=first_provider"),
    ]


def test_my_postings_are_my_institutions_with_who_has_the_ball(people, twin, make, sign_in):
    draft, sent = make(by=people.owner), submit(make(by=people.owner))
    page = sign_in(people.colleague).get(f"/en/{twin}/mine/")
    assert {row.reference for row in page.context["page"]} == {draft.reference, sent.reference}
    assert [(tab.code, tab.count) for tab in page.context["tabs"]] == [
        ("", 2),
        ("draft", 1),
        ("submitted", 1),
    ]
    assert "The focal point of Haiti" in page.content.decode()
    assert list(sign_in(people.stranger).get(f"/en/{twin}/mine/").context["page"]) == []
    filtered = sign_in(people.owner).get(f"/en/{twin}/mine/?status=draft").context["page"]
    assert [row.reference for row in filtered] == [draft.reference]


def test_a_focal_point_sees_what_waits_for_endorsement(people, twin, make, sign_in):
    make(by=people.owner)
    sent = submit(make(by=people.owner))
    page = sign_in(people.focal).get(f"/en/{twin}/mine/?status=awaiting")
    assert [row.reference for row in page.context["page"]] == [sent.reference]
    assert [(tab.code, tab.count) for tab in page.context["tabs"]][:2] == [("", 2), ("awaiting", 1)]
    assert list(sign_in(people.foreign_focal).get(f"/en/{twin}/mine/?status=awaiting").context["page"]) == []


def test_the_detail_says_in_which_language_each_part_is(people, twin, make, sign_in):
    posting = publish(
        make(by=people.owner, original_language="fr", words={"title": "Titre", "details": "Détails"})
    )
    posting.texts.create(
        language="es", title="Título", origin=Origin.HUMAN, text_revision=posting.text_revision
    )
    client = sign_in(None)
    english = client.get(f"/en/{twin}/{posting.reference}/").content.decode()
    spanish = client.get(f"/es/{twin}/{posting.reference}/").content.decode()
    asked = client.get(f"/es/{twin}/{posting.reference}/?lang=fr").content.decode()
    assert '<span lang="fr">Titre</span>' in english
    assert '<div class="prose" lang="fr"><p>Détails</p></div>' in english
    assert '<span lang="es">Título</span>' in spanish
    assert '<span lang="fr">Titre</span>' in asked


def test_the_history_is_for_the_owners_side(people, twin, make, sign_in):
    posting = submit(make(by=people.owner))
    apply_transition(posting, "return", by=people.focal, at=NOW, comment="Please add figures")
    page = sign_in(people.colleague).get(f"/en/{twin}/{posting.reference}/").content.decode()
    assert "Please add figures" in page
    republished = publish(posting)
    assert (
        "Please add figures"
        not in sign_in(people.stranger).get(f"/en/{twin}/{republished.reference}/").content.decode()
    )


def test_the_history_says_what_was_done_not_what_to_do(people, twin, make, sign_in):
    posting = publish(make(by=people.owner))
    page = sign_in(people.owner).get(f"/en/{twin}/{posting.reference}/")
    assert [item["label"] for item in page.context["history"]] == [
        "Sent for endorsement",
        "Endorsed",
        "Published",
    ]


@pytest.mark.parametrize(
    ("agrees", "other_party"), [(True, "the other party does too"), (False, "The other party does not")]
)
def test_the_contact_panel_says_who_reads_it(people, twin, make, sign_in, agrees, other_party):
    posting = publish(make(by=people.owner, contact_email="desk@example.org", contact_consent=agrees))
    shown = {
        who: sign_in(getattr(people, who)).get(f"/en/{twin}/{posting.reference}/").content.decode()
        for who in ("owner", "reader", "focal", "secretary", "stranger")
    }
    readers = {who for who, page in shown.items() if "mailto:desk@example.org" in page}
    assert readers == {"owner", "reader", "focal", "secretary"}
    assert "The institution, its focal point and the secretariat read it" in shown["owner"]
    assert other_party in shown["owner"]


def test_an_objective_that_a_posting_answers_links_to_its_place_in_the_plan(people, twin, make, sign_in):
    posting = publish(make(by=people.owner, relations={"plan_nodes": [make_node("1.1")]}))
    client = sign_in(None)
    page = client.get(f"/en/{twin}/{posting.reference}/").content.decode()
    assert 'href="/en/plans/celac-2022/#node-1.1"' in page
    assert 'id="node-1.1"' in client.get("/en/plans/celac-2022/").content.decode()


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        (date(2027, 3, 1), date(2027, 5, 2), "from March 1, 2027 until May 2, 2027"),
        (date(2027, 3, 1), None, "from March 1, 2027"),
        (None, date(2027, 5, 2), "until May 2, 2027"),
    ],
)
def test_a_period_is_one_sentence(people, twin, make, sign_in, begins, ends, said):
    posting = publish(make(by=people.owner, period_from=begins, period_until=ends))
    page = sign_in(None).get(f"/en/{twin}/{posting.reference}/").content.decode()
    assert f"<dd>{said}</dd>" in page


def test_a_published_posting_links_to_its_counterparts(people, twin, make, sign_in):
    posting = publish(make(by=people.owner))
    page = sign_in(None).get(f"/en/{twin}/{posting.reference}/")
    assert page.context["counterparts_url"] in page.content.decode()


def test_an_expired_posting_is_still_read_and_says_so(people, sign_in):
    offer = publish(make_offer(by=people.owner, expires_on=NOW.date()))
    expire_postings(type(offer), at=NOW + timedelta(days=1))
    assert (
        "This posting was valid until" in sign_in(None).get(f"/en/offers/{offer.reference}/").content.decode()
    )
